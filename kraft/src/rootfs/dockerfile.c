#include <errno.h>
#include "rootfs/rootfs.h"
bool dockerfile_named(const char *path)
{
	(void)path;
	return false;
}
int dockerfile_build(const char *dockerfile, const char *scratch, char **tree,
                     struct rootfs_facts *facts)
{
	(void)dockerfile, (void)scratch, (void)tree, (void)facts;
	return -ENOSYS;
}
