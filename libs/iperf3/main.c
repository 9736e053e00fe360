/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes iperf3 the image's program: LIBIPERF3_MAIN_FUNCTION. */
int iperf3_main(int argc, char *argv[]);

int main(int argc, char *argv[])
{
	return iperf3_main(argc, argv);
}
