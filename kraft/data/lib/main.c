/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls the program's main, which is compiled under the name {{PREFIX}}_main. */
int
{
	{
		PREFIX
	}
}
_main(int argc, char *argv[]);

int main(int argc, char *argv[])
{
	return
	{
		{
			PREFIX
		}
	}
	_main(argc, argv);
}
