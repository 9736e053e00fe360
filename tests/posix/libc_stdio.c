/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatting and scanning, floating point included. */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

int main(void)
{
	char buf[128], word[16], *end;
	double d;
	int a, b;

	printf("%d %5d|%-5d|%05d %+d %x %#o %c %s %.3s %%\n", -1, 42, 42, 42, 7, 255, 8, 'x',
	       "text", "cutoff");
	printf("%f %.3e %g %a %10.2f|%-10.1f|\n", M_PI, 1234.5, 1e-10, 1.5, 2.345, 9.96);
	printf("%g %g %g %Lf\n", INFINITY, -INFINITY, 0.1 + 0.2, 1.0L / 3);
	printf("%.17g %.0f %.0f %.0f\n", 0.1, 0.5, 1.5, 2.5);
	printf("%zu %td %jd %hhd %lld\n", sizeof(int), (ptrdiff_t)-3, (intmax_t)1 << 40, 300, -5LL);
	printf("%2$s %1$s\n", "second", "first");
	printf("%d\n", snprintf(buf, 5, "longer than that"));
	puts(buf);
	printf("%d", sscanf("12 0x1f word 3.5e2", "%d %i %15s %lf", &a, &b, word, &d));
	printf(" %d %d %s %g\n", a, b, word, d);
	d = strtod("  -1.25e3rest", &end);
	printf("%g %s\n", d, end);
	printf("%ld %s\n", strtol("zz9", &end, 36), end);
	printf("%g %g %g %g\n", sin(1), pow(2, 0.5), exp(1), lgamma(5));
	printf("%ld %g\n", lrint(2.5), fmod(7.5, 2));
	fprintf(stdout, "%ls\n", L"wide");
	return 3;
}
