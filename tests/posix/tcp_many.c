/* SPDX-License-Identifier: BSD-3-Clause */
/* Many connections, one after the other and at the same time; an address in use. */
#include "net.h"

#define MANY 60

static int port;

static void *client(void *arg)
{
	long ok = 0;
	char buf[100];

	(void)arg;
	for (int i = 0; i < 100; i++) {
		int c = connect_to(port);

		snprintf(buf, sizeof(buf), "request %d", i);
		send(c, buf, strlen(buf) + 1, 0);
		if (recv(c, buf, sizeof(buf), MSG_WAITALL) == 10 && !memcmp(buf, "0123456789", 10))
			ok++;
		close(c);
	}
	return (void *)ok;
}

int main(void)
{
	int l = listener(64), fd[MANY], open = 0, one = 1, second;
	struct sockaddr_in a;
	char buf[100];
	pthread_t t[2];
	void *ok;
	long sum = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	port = port_of(l);
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, client, NULL);
	for (int i = 0; i < 200; i++) {
		int s = accept(l, NULL, NULL);

		if (recv(s, buf, sizeof(buf), 0) > 0)
			send(s, "0123456789", 10, 0);
		close(s);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(t[i], &ok);
		sum += (long)ok;
	}
	printf("answered %ld\n", sum);

	for (int i = 0; i < MANY; i++)
		fd[i] = connect_to(port);
	for (int i = 0; i < MANY; i++) {
		int s = accept(l, NULL, NULL);

		open += s >= 0;
		send(s, "x", 1, 0);
		close(s);
	}
	printf("accepted %d\n", open);
	open = 0;
	for (int i = 0; i < MANY; i++) {
		open += recv(fd[i], buf, 2, MSG_WAITALL) == 1;
		close(fd[i]);
	}
	printf("served %d\n", open);

	a = lo4(port);
	second = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(bind(second, (struct sockaddr *)&a, sizeof(a)));
	SHOW(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)));
	SHOW(bind(second, (struct sockaddr *)&a, sizeof(a)));
	close(second);
	close(l);
	second = listener(5);
	port = port_of(second);
	/* connections that nobody accepted end with the listener */
	fd[0] = connect_to(port);
	settle();
	close(second);
	settle();
	SHOW(recv(fd[0], buf, 1, 0));
	return 0;
}
