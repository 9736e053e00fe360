/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft-switch: command line, socket, loop. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "switch/switch.h"
#include "term/message.h"

#define EXIT_USAGE 2
#define FDS_MAX    1024
#define LOOK_MS    5000 /* how often it looks whether its folder is still there */

static const char help[] =
        "Usage: kraft-switch --network ADDRESS/PREFIX --gateway ADDRESS --nameserver ADDRESS\n"
        "                    [--internal] [--foreground] FOLDER\n"
        "\n"
        "The network of a composition ('kraft compose'). In FOLDER: socket, where emulators\n"
        "connect; settings, with lines 'name ADDRESS NAME' and 'forward tcp|udp HOST-ADDRESS\n"
        "HOST-PORT ADDRESS PORT', read again at SIGHUP; pid; log. It goes to the background when\n"
        "it is ready, and ends at SIGTERM or when its folder is gone.\n";

static volatile sig_atomic_t end_asked, reload_asked;
static struct network network;
static struct settings settings;
static struct hub *hub;

static void on_signal(int number)
{
	if (number == SIGHUP)
		reload_asked = 1;
	else
		end_asked = 1;
}

static int usage(const char *what)
{
	fail("%s", what);
	hint("see 'kraft-switch --help'");
	return EXIT_USAGE;
}

static bool parse_network(const char *text)
{
	char *copy = copy_string(text), *slash = strchr(copy, '/'), *end = NULL;
	unsigned long prefix = 0;
	bool good = false;

	if (slash) {
		*slash = '\0';
		prefix = strtoul(slash + 1, &end, 10);
		good = end != slash + 1 && !*end && prefix >= 8 && prefix <= 30 &&
		       inet_pton(AF_INET, copy, &network.address) == 1;
	}
	if (good) {
		network.mask.s_addr = htonl(~0U << (32 - prefix));
		network.address.s_addr &= network.mask.s_addr;
	}
	free(copy);
	return good;
}

/* Frames for the gateway pass the name server first. */
static void to_gateway(const uint8_t *frame, size_t len)
{
	static uint8_t answer[FRAME_MAX];
	size_t answer_len = names_answer(settings.names, &network, frame, len, answer);

	if (answer_len)
		hub_from_gateway(hub, answer, answer_len);
	else
		gateway_input(frame, len);
}

/* A socket's name is short, a folder's may be long: the name is relative to the folder. */
static int listen_here(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	unlink(address.sun_path);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    listen(fd, 64) == 0)
		return fd;
	fail("cannot listen: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static void loop(int listener)
{
	static struct pollfd fds[FDS_MAX];
	struct stat st;

	while (!end_asked && stat("socket", &st) == 0) {
		int timeout = LOOK_MS;
		size_t ports, way_out;

		if (reload_asked) {
			reload_asked = 0;
			(void)settings_apply(&settings, "settings");
		}
		fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
		ports = hub_fill(hub, fds + 1, FDS_MAX / 2);
		way_out = gateway_fill(fds + 1 + ports, FDS_MAX - 1 - ports, &timeout);
		int ready = poll(fds, 1 + ports + way_out, timeout);

		if (ready < 0 && errno == EINTR)
			continue;
		gateway_polled(fds + 1 + ports, way_out, ready < 0);
		hub_polled(hub, fds + 1, ports, to_gateway);
		if (fds[0].revents & POLLIN) {
			int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

			if (fd >= 0)
				hub_connect(hub, fd);
		}
	}
}

/* Whoever started us waits until the network is there, and hears why when it is not. */
static int go_to_background(void)
{
	pid_t pid = fork();
	int log;

	if (pid < 0)
		return -errno;
	if (pid > 0)
		_exit(0);
	setsid();
	log = open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log >= 0)
		dup2(log, 2);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(null, 0);
	dup2(null, 1);
	return 0;
}

static int write_pid(void)
{
	char *text = format("%d\n", (int)getpid());
	int error = file_write("pid", text, strlen(text));

	free(text);
	return error;
}

static int serve(const char *folder, bool foreground)
{
	struct sigaction action = {.sa_handler = on_signal};
	int error = 0, listener;

	if (chdir(folder) != 0) {
		fail("%s: %s", folder, strerror(errno));
		return 1;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	action.sa_handler = foreground ? on_signal : SIG_IGN;
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	hub = hub_new(&network);
	error = gateway_open(&network, hub);
	if (!error)
		error = settings_apply(&settings, "settings");
	listener = error ? -1 : listen_here();
	if (listener >= 0 && !foreground)
		error = go_to_background();
	if (listener >= 0 && !error)
		error = write_pid();
	if (listener >= 0 && !error)
		loop(listener);
	if (listener >= 0)
		unlink("socket");
	gateway_close();
	hub_free(hub);
	settings_free(&settings);
	return error || listener < 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"network", required_argument, NULL, 'n'},
	                                        {"gateway", required_argument, NULL, 'g'},
	                                        {"nameserver", required_argument, NULL, 's'},
	                                        {"internal", no_argument, NULL, 'i'},
	                                        {"foreground", no_argument, NULL, 'f'},
	                                        {"help", no_argument, NULL, 'h'},
	                                        {0}};
	bool foreground = false, good = true;
	int option;

	message_setup(false, false, false);
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'n')
			good = good && parse_network(optarg);
		else if (option == 'g')
			good = good && inet_pton(AF_INET, optarg, &network.gateway) == 1;
		else if (option == 's')
			good = good && inet_pton(AF_INET, optarg, &network.nameserver) == 1;
		else if (option == 'i')
			network.internal = true;
		else if (option == 'f')
			foreground = true;
		else if (option == 'h')
			return fputs(help, stdout) < 0;
		else
			return usage("wrong option");
	}
	if (!good || !network.address.s_addr || !network.gateway.s_addr ||
	    !network.nameserver.s_addr)
		return usage("--network, --gateway and --nameserver are needed, and are addresses");
	if (argc - optind != 1)
		return usage("one folder is needed");
	return serve(argv[optind], foreground);
}
