/* SPDX-License-Identifier: BSD-3-Clause */
/* Downloads through libcurl. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "origin/download.h"
#include "origin/progress.h"

struct transfer {
	int fd;
	int error; /* of a write */
	struct hasher *hasher;
	struct progress progress;
};

static size_t receive(char *data, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	size_t len = size * count, done = 0;

	while (done < len) {
		ssize_t n = write(t->fd, data + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			t->error = -errno;
			return 0;
		}
		done += (size_t)n;
	}
	hasher_update(t->hasher, data, len);
	return len;
}

static int show(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
	struct transfer *t = context;

	(void)up_total;
	(void)up;
	progress_update(&t->progress, now, total);
	return 0;
}

static long connect_timeout(void)
{
	const char *value = getenv("KRAFT_CONNECT_TIMEOUT");
	long seconds = value ? strtol(value, NULL, 10) : 0;

	return seconds > 0 && seconds < 3600 ? seconds : 5;
}

static void configure(CURL *curl, const char *url, struct transfer *t, char *errors)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
	/* A server must not make us read local files. */
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_timeout());
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 30L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "kraft-fetch/1");
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, errors);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, show);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

static int errno_of(CURLcode code)
{
	switch (code) {
	case CURLE_HTTP_RETURNED_ERROR:
	case CURLE_REMOTE_FILE_NOT_FOUND:
	case CURLE_FILE_COULDNT_READ_FILE:
		return -ENOENT;
	case CURLE_OPERATION_TIMEDOUT:
		return -ETIMEDOUT;
	case CURLE_PARTIAL_FILE:
		return -EPIPE;
	default:
		return -ECONNREFUSED;
	}
}

static int transfer_all(CURL *curl, const char *url, struct transfer *t, struct text *why)
{
	char errors[CURL_ERROR_SIZE] = "";

	configure(curl, url, t, errors);
	CURLcode code = curl_easy_perform(curl);

	progress_end(&t->progress);
	if (code == CURLE_OK)
		return 0;
	if (t->error) {
		text_addf(why, "cannot write: %s", strerror(-t->error));
		return t->error;
	}
	text_add(why, errors[0] ? errors : curl_easy_strerror(code));
	return errno_of(code);
}

int download(const char *name, const char *url, const char *path, bool quiet,
             char hex[HASH_COUNT][HASH_HEX_MAX], struct text *why)
{
	struct transfer t = {.hasher = hasher_new()};
	CURL *curl = curl_easy_init();
	int error = -ENOMEM;

	t.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (t.fd < 0) {
		error = -errno;
		text_addf(why, "cannot write %s: %s", path, strerror(errno));
	} else if (t.hasher && curl) {
		progress_begin(&t.progress, name, quiet);
		error = transfer_all(curl, url, &t, why);
	}
	if (t.fd >= 0)
		close(t.fd);
	if (error)
		hasher_free(t.hasher);
	else
		hasher_finish(t.hasher, hex);
	curl_easy_cleanup(curl);
	return error;
}
