/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the tool keeps what it must remember (XDG base directories). */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

/* NULL when it is not set; an empty variable is none. */
static const char *variable_value(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static char *below_home(const char *name)
{
	const char *home = variable_value("HOME");
	char *relative;

	if (home)
		return format("%s/.local/share/kraft/%s", home, name);
	relative = format(".kraft/%s", name);
	char *path = path_absolute(relative);

	free(relative);
	return path;
}

char *place_for_data(const char *variable, const char *name)
{
	const char *value = variable_value(variable);

	if (value)
		return path_absolute(value);
	value = variable_value("XDG_DATA_HOME");
	return value && *value == '/' ? format("%s/kraft/%s", value, name) : below_home(name);
}

char *place_for_runtime(const char *variable, const char *name)
{
	const char *value = variable_value(variable);

	if (value)
		return path_absolute(value);
	value = variable_value("XDG_RUNTIME_DIR");
	return value && is_folder(value) && access(value, W_OK) == 0
	               ? format("%s/kraft/%s", value, name)
	               : below_home(name);
}
