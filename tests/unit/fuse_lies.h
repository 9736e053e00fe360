/* SPDX-License-Identifier: BSD-3-Clause */
/* One lie of the host each, the call that asks for it, and what the program must see. Included by
 * fuse_test.c. */
static long stat_there(void)
{
	struct stat st;

	return CALL(stat, P("/m/there"), P(&st));
}

static long list_root(void)
{
	return list("/m");
}

static long make(void)
{
	return CALL(mkdir, P("/m/d"), 0755);
}

static long make_and_open(void)
{
	return CALL(open, P("/m/l"), O_CREAT | O_RDWR, 0600);
}

static long read_there(void)
{
	long fd = CALL(open, P("/m/there"), O_RDONLY, 0), n;

	n = CALL(read, fd, P(back), 100);
	CALL(close, fd);
	return n;
}

static long write_there(void)
{
	long fd = CALL(open, P("/m/there"), O_WRONLY, 0), n;

	n = CALL(write, fd, P("text"), 4);
	CALL(close, fd);
	return n;
}

static long read_link(void)
{
	CALL(symlink, P("target"), P("/m/l"));
	return CALL(readlink, P("/m/l"), P(back), 100);
}

#define ENTRY HOST_OUT(struct fuse_entry_out, 0)
#define SAID  ((struct fuse_out_header *)host.out)

static void say_length(__u32 len)
{
	host.len = SAID->len = len;
}

#define LIE(name, for_opcode, what)       \
	static void name(int opcode)      \
	{                                 \
		if (opcode != for_opcode) \
			return;           \
		what;                     \
	}

LIE(other_number, FUSE_LOOKUP, SAID->unique += 2)
LIE(positive_error, FUSE_LOOKUP, SAID->error = 5)
LIE(error_beyond, FUSE_LOOKUP, (SAID->error = -512, say_length(16)))
LIE(error_again, FUSE_LOOKUP, (SAID->error = -EAGAIN, say_length(16)))
LIE(error_with_contents, FUSE_LOOKUP, SAID->error = -ENOENT)
LIE(nothing, FUSE_LOOKUP, ENTRY->nodeid = 0)
LIE(the_root, FUSE_LOOKUP, ENTRY->nodeid = 1)
LIE(no_type, FUSE_LOOKUP, ENTRY->attr.mode = 0644)
LIE(odd_type, FUSE_LOOKUP, ENTRY->attr.mode = 0170644)
LIE(negative_size, FUSE_LOOKUP, ENTRY->attr.size = ~0ul)
LIE(bad_time, FUSE_LOOKUP, ENTRY->attr.mtimensec = 1000000000)
LIE(short_entry, FUSE_LOOKUP, say_length(SAID->len - 1))
LIE(long_entry, FUSE_LOOKUP, say_length(SAID->len + 8))
LIE(length_beyond, FUSE_LOOKUP, SAID->len = 100000)
LIE(made_nothing, FUSE_MKDIR, ENTRY->nodeid = 0)
LIE(made_a_file, FUSE_MKDIR, ENTRY->attr.mode = S_IFREG | 0644)
LIE(created_nothing, FUSE_CREATE, ENTRY->nodeid = 0)
LIE(created_a_directory, FUSE_CREATE, ENTRY->attr.mode = S_IFDIR | 0755)
LIE(read_more, FUSE_READ, say_length(16 + 101))
LIE(wrote_more, FUSE_WRITE, HOST_OUT(struct fuse_write_out, 0)->size = 5)
LIE(wrote_nothing, FUSE_WRITE, HOST_OUT(struct fuse_write_out, 0)->size = 0)
LIE(empty_target, FUSE_READLINK, say_length(16))
LIE(target_with_nul, FUSE_READLINK, *HOST_OUT(char, 2) = 0)
LIE(name_with_slash, FUSE_READDIR, *HOST_OUT(char, 24) = '/')
LIE(name_with_nul, FUSE_READDIR, *HOST_OUT(char, 24) = 0)
LIE(no_name, FUSE_READDIR, HOST_OUT(struct fuse_dirent, 0)->namelen = 0)
LIE(long_name, FUSE_READDIR, HOST_OUT(struct fuse_dirent, 0)->namelen = 256)
LIE(name_beyond, FUSE_READDIR,
    (HOST_OUT(struct fuse_dirent, 0)->namelen = 200, say_length(16 + 32)))
LIE(cut_entry, FUSE_READDIR, say_length(16 + 20))
LIE(in_circles, FUSE_READDIR, HOST_OUT(struct fuse_dirent, 0)->off = 0)

static const struct {
	const char *name;
	void (*lie)(int opcode);
	long (*call)(void);
	long result;
} lies[] = {
#define L(lie, call, result)            \
	{                               \
#lie, lie, call, result \
	}
        L(other_number, stat_there, -EIO),
        L(positive_error, stat_there, -EIO),
        L(error_beyond, stat_there, -EIO),
        L(error_again, stat_there, -EIO),
        L(error_with_contents, stat_there, -EIO),
        L(nothing, stat_there, -ENOENT),
        L(the_root, stat_there, -EIO),
        L(no_type, stat_there, -EIO),
        L(odd_type, stat_there, -EIO),
        L(negative_size, stat_there, -EIO),
        L(bad_time, stat_there, -EIO),
        L(short_entry, stat_there, -EIO),
        L(long_entry, stat_there, -EIO),
        L(length_beyond, stat_there, -EIO),
        L(made_nothing, make, -EIO),
        L(made_a_file, make, -EIO),
        L(created_nothing, make_and_open, -EIO),
        L(created_a_directory, make_and_open, -EIO),
        L(read_more, read_there, -EIO),
        L(wrote_more, write_there, -EIO),
        L(wrote_nothing, write_there, -EIO),
        L(empty_target, read_link, -EIO),
        L(target_with_nul, read_link, -EIO),
        L(name_with_slash, list_root, -EIO),
        L(name_with_nul, list_root, -EIO),
        L(no_name, list_root, -EIO),
        L(long_name, list_root, -EIO),
        L(name_beyond, list_root, -EIO),
        L(cut_entry, list_root, -EIO),
        L(in_circles, list_root, -EIO),
};
