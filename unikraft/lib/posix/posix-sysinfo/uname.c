/* SPDX-License-Identifier: BSD-3-Clause */
/* uname(2), sethostname(2), setdomainname(2) */
#include <errno.h>
#include <string.h>
#include <uk/hostname.h>
#include <uk/syscall.h>

#define FIELD (UK_HOSTNAME_MAX + 1)

#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#endif

/* struct utsname, as Linux has it */
struct names {
	char sysname[FIELD];
	char nodename[FIELD];
	char release[FIELD];
	char version[FIELD];
	char machine[FIELD];
	char domainname[FIELD];
};

static char hostname[FIELD] = "unikraft";
static char domainname[FIELD] = "(none)";

static int set_name(char *field, const char *name, __sz len)
{
	if (len > UK_HOSTNAME_MAX)
		return -EINVAL;
	memset(field, 0, FIELD);
	memcpy(field, name, len);
	return 0;
}

int uk_hostname_set(const char *name, __sz len)
{
	return set_name(hostname, name, len);
}

int uk_domainname_set(const char *name, __sz len)
{
	return set_name(domainname, name, len);
}

const char *uk_hostname(void)
{
	return hostname;
}

/* Programs choose among system calls by the name and the release: say which interface this is. */
UK_SYSCALL_R_DEFINE(int, uname, struct names *, names)
{
	memset(names, 0, sizeof(*names));
	memcpy(names->sysname, "Linux", sizeof("Linux"));
	memcpy(names->nodename, hostname, FIELD);
	memcpy(names->release, "5.15.0-unikraft", sizeof("5.15.0-unikraft"));
	memcpy(names->version, "#1 Unikraft", sizeof("#1 Unikraft"));
	memcpy(names->machine, MACHINE, sizeof(MACHINE));
	memcpy(names->domainname, domainname, FIELD);
	return 0;
}

UK_SYSCALL_R_DEFINE(int, sethostname, const char *, name, long, len)
{
	return len < 0 ? -EINVAL : uk_hostname_set(name, len);
}

UK_SYSCALL_R_DEFINE(int, setdomainname, const char *, name, long, len)
{
	return len < 0 ? -EINVAL : uk_domainname_set(name, len);
}
