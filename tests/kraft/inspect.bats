# SPDX-License-Identifier: BSD-3-Clause
# What is looked at instead of read: size, graph, sbom, doctor, explain, bootchart; on one small image that is built once.
load helper
bats_require_minimum_version 1.5.0

setup_file() {
	local TOP
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export BUILT=$BATS_FILE_TMPDIR/hello
	export HOME=$BATS_FILE_TMPDIR/home UK_WORKDIR=$BATS_FILE_TMPDIR/workspace KRAFTRC=$BATS_FILE_TMPDIR/.kraftrc
	mkdir -p "$HOME"
	cd "$BATS_FILE_TMPDIR" || return 1
	"$TOP/bin/kraft" init -t helloworld hello && "$TOP/bin/kraft" build -w hello -j2
	# put aside for comparison, then changed
	cp hello/build/hello_kvm-x86_64.dbg before.dbg
}

# What setup_file built; its workspace, too.
hello() {
	export UK_WORKDIR=$BATS_FILE_TMPDIR/workspace
	cd "$BUILT"
}

@test "size: the libraries add up to the image" {
	hello
	run --separate-stderr kraft size
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *TOTAL*CODE*CONSTANTS*DATA*ZERO*NAME* ]]
	[[ $output == *" libukboot"* && $output == *" apphello"* && $output == *" (link)"* ]]
	# the sum of the rows, and the sections as binutils see them
	awk 'NR > 1 && $NF != "total" { s += $1 } $NF == "total" { t = $1 } END { exit !(s && s == t) }' <<<"$output"
	sections=$(readelf -SW build/hello_kvm-x86_64.dbg | sed 's/^ *\[ *[0-9]*\]//' |
		awk '$7 ~ /A/ && $7 !~ /T/ { printf "0x%s\n", $5 }' | while read -r n; do echo $((n)); done | awk '{ s += $1 } END { print s }')
	[ "$(awk '$NF == "total" { print $1 }' <<<"$output")" -eq "$sections" ]
}

@test "size: objects and symbols of one library" {
	hello
	run --separate-stderr kraft size build/hello_kvm-x86_64 -l ukboot --depth 3
	[ "$status" -eq 0 ]
	[[ ${lines[1]} == *libukboot && $output != *libukalloc* ]]
	name=$(nm -S --defined-only build/libukboot.o | awk '$3 == "T" { print $2, $4; exit }')
	[[ $output == *" ${name#* }"* ]]
	[ "$(awk -v n="${name#* }" '$NF == n { print $1 }' <<<"$output")" -eq $((0x${name% *})) ]
	[[ $output == *"    "*.o* && $output != *"/build/"* ]]
}

@test "size: -o json" {
	hello
	kraft size -o json --depth 3 >"$T/size.json"
	jq -e 'map(select(.library == "libukboot" and .symbol != null and (.code | tonumber) > 0)) | length > 0' "$T/size.json"
	[ "$(jq 'map(.total | tonumber) | add' "$T/size.json")" = "$(kraft size | awk '$NF == "total" { print $1 }')" ]
}

@test "size: the difference of two images" {
	hello
	run kraft size --diff "$BATS_FILE_TMPDIR/before.dbg"
	[ "$status" -eq 0 ]
	[[ $output == *"alike"* ]]
	cp -r "$BUILT" "$T/changed"
	cd "$T/changed"
	printf 'char ballast[5000] = {1};\nint main(void) { return ballast[ballast[7]]; }\n' >other.c
	main=$(sed -n 's/.*_SRCS-y += *\([^ ]*\).*/\1/p' Makefile.uk | head -n 1)
	cp other.c "$(basename "$main")"
	kraft build -j2
	run --separate-stderr kraft size --diff "$BATS_FILE_TMPDIR/before.dbg" --depth 3
	[ "$status" -eq 0 ]
	[[ $output =~ \+5000\ +0\ +5000\ +ballast ]]
	[[ $output == *apphello* && $output != *libukalloc* ]] || { echo "$output"; return 1; }
}

@test "size: what it refuses" {
	hello
	run kraft size nothing
	[ "$status" -eq 1 ]
	[[ $output == *"there is no image nothing"* ]]
	run kraft size --depth 9
	[ "$status" -eq 2 ]
	run kraft size -l ukbot
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'ukboot'"* ]]
	head -c 3000 build/hello_kvm-x86_64.dbg >"$T/cut"
	run kraft size "$T/cut"
	[ "$status" -eq 1 ]
	cp build/hello_kvm-x86_64 "$T/alone"
	run kraft size "$T/alone"
	[ "$status" -eq 1 ]
	[[ $output == *"not beside it"* ]]
	run kraft size --diff "$T/alone"
	[ "$status" -eq 1 ]
	[[ $output == *"no symbols"* ]]
	for n in 64 500 5000 20000; do
		head -c $n build/hello_kvm-x86_64.dbg >"$T/cut"
		run kraft size --diff "$T/cut"
		[ "$status" -eq 1 ]
	done
	cd "$T"
	application
	run kraft size
	[ "$status" -eq 1 ]
	[[ $output == *"no image yet"*"kraft build"* ]]
}

@test "graph: the tree, and what an image without a build knows" {
	hello
	run --separate-stderr kraft graph
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == apphello* && -z $stderr ]]
	[[ $output == *"─ libukboot "* && $output == *"symbol"* && $output == *"libkvmplat"*"asked for ("*"kraft.yaml:"* ]]
	[[ $output != *"see above"*"see above"*"see above"*"see above"*"see above"*"see above"*"see above"*"see above"*"see above"* ]]
	# each library is expanded once, and all are there
	for library in $(kraft build print-libs 2>/dev/null); do grep -qw "$library" <<<"$output"; done
	[ "$(kraft graph -d 1 | wc -l)" -lt "$(wc -l <<<"$output")" ]
	! kraft graph -d 1 | grep -q '─'
	cp -r "$BUILT" "$T/unbuilt"
	rm -rf "$T/unbuilt/build"
	run --separate-stderr kraft graph "$T/unbuilt"
	[ "$status" -eq 0 ]
	[[ $output == *libukboot* && $stderr == *"not built"*"kraft build"* ]]
	run kraft graph "$T/unbuilt" -e symbols
	[ "$status" -eq 1 ]
	[[ $output == *"kraft build"* ]]
}

@test "graph: json names the facts that nm and the configuration know" {
	hello
	kraft graph -o json >"$T/graph.json"
	jq -e '.built and (.image | endswith("hello_kvm-x86_64"))' "$T/graph.json"
	# an edge exactly where an undefined symbol of one library's objects is another's, and was linked
	jq -e '.libraries[] | select(.name == "libkvmplat") | .needs[] | select(.library == "libukboot") | .symbols == ["uk_boot"]' "$T/graph.json"
	for pair in $(jq -r '.libraries[] | select(.layer != "compiler") | .name as $from | .needs[] | select(.library | startswith("lib") and . != "libgcc")
		| .library as $to | .symbols[] | "\($from):\($to):\(.)"' "$T/graph.json"); do
		IFS=: read -r from to symbol <<<"$pair"
		nm build/$from.[oa] 2>/dev/null | grep -qE "[Uwv] $symbol\$" || { echo "$from does not use $symbol"; return 1; }
		nm build/$to.[oa] 2>/dev/null | grep -qE "[^Uwv] $symbol\$|[Vv] $symbol\$|W $symbol\$" || { echo "$to has no $symbol"; return 1; }
		nm build/hello_kvm-x86_64.dbg | grep -qE " $symbol\$" || { echo "$symbol was dropped"; return 1; }
	done
	# reasons are real: the option named does select
	jq -r '.libraries[] | .option as $o | .reasons[] | select(.kind == "select") | "\($o) \(.by) \(.file)"' "$T/graph.json" | sort -u >"$T/selects"
	[ -s "$T/selects" ]
	while read -r option by file; do
		grep -q "config $by\$" "$file" && grep -qE "select $option( |\$)" "$file" || { echo "$by does not select $option"; return 1; }
		grep -q "^CONFIG_$by=y" .config
	done <"$T/selects"
	jq -e '[.libraries[].size] | add > 20000' "$T/graph.json"
	jq -e '.libraries | map(select(.linked and .size == 0)) == []' "$T/graph.json"
}

@test "graph: a dropped function's calls do not count" {
	hello
	cp -r "$BUILT" "$T/dropped"
	cd "$T/dropped"
	main=$(sed -n 's/.*_SRCS-y += *\([^ ]*\).*/\1/p' Makefile.uk | head -n 1)
	printf '%s\n' 'void uk_exit(int); void *uk_heap_malloc(unsigned long);' 'void never(void) { uk_exit(3); }' \
		'static void *hidden(void) { return uk_heap_malloc(7); }' 'void *(*volatile table[])(void) = {hidden};' \
		'int main(void) { return !table[0]; }' >"$(basename "$main")"
	kraft build -j2
	kraft graph -o json >"$T/graph.json"
	jq -e '.libraries[] | select(.layer == "app") | [.needs[].symbols[]] | contains(["uk_heap_malloc"]) and (contains(["uk_exit"]) | not)' "$T/graph.json"
	run kraft graph --why ukalloc
	[[ $output == *"used by"*"apphelloworld: 1 symbol: uk_heap_malloc"* ]]
}

@test "graph: why one library is there" {
	hello
	run --separate-stderr kraft graph --why ukboot
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "libukboot, "*" KiB of the image" ]]
	[[ $output == *"LIBUKBOOT: selected by PLAT_KVM ("*"PLAT_KVM: asked for ("*"kraft.yaml:"* ]]
	[[ $output == *"linked"*"x86_entry32 (libx86_64arch)"*"→ plat_entry (libkvmplat)"*"→ uk_boot (libukboot)"* ]]
	[[ $output == *"used by"*"libkvmplat: 1 symbol: uk_boot"* ]]
	kraft graph --why ukboot -o json | jq -e '.chain[-1] == "uk_boot (libukboot)" and (.users | map(.library) | contains(["libkvmplat"]))'
	run kraft graph --why ukbot
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'ukboot'"* ]]
}

@test "graph: pictures" {
	hello
	for edges in select symbols both; do
		kraft graph -o dot -e $edges >"$T/graph.dot"
		# no circle is left, and no edge that a longer way implies
		python3 - "$T/graph.dot" <<-'EOF'
			import re, sys
			text = open(sys.argv[1]).read()
			edges = re.findall(r'^\t"(\S+)" -> "(\S+)"', text, re.M)
			nodes = set(re.findall(r'^\t"(\S+)" \[fill', text, re.M))
			assert edges and {n for e in edges for n in e} <= nodes
			below = {n: {b for a, b in edges if a == n} for n in nodes}
			def all_below(n, seen):
			    for b in below[n]:
			        if b not in seen:
			            seen.add(b)
			            all_below(b, seen)
			    return seen
			ways = {n: all_below(n, set()) for n in nodes}
			assert all(n not in ways[n] for n in nodes), 'a circle'
			for a, b in edges:
			    assert not any(b in ways[m] for m in below[a] if m != b), (a, b)
		EOF
	done
	mkdir "$T/nothing"
	for tool in make sh; do ln -s "$(command -v $tool)" "$T/nothing/"; done
	PATH=$T/nothing run "$KRAFT" graph -o svg
	[ "$status" -eq 1 ]
	[[ $output == *"apt-get install graphviz"* ]]
	command -v dot >/dev/null || skip "graphviz is not installed"
	kraft graph -o svg >"$T/graph.svg"
	python3 -c 'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])' "$T/graph.svg"
	grep -q '>libukboot<' "$T/graph.svg"
}

@test "graph: what it refuses" {
	hello
	run kraft graph -o pdf
	[ "$status" -eq 2 ]
	[[ $output == *"tree, dot, svg, json"* ]]
	run kraft graph -d 0
	[ "$status" -eq 2 ]
	run kraft graph a b
	[ "$status" -eq 2 ]
	run kraft graph nowhere
	[ "$status" -eq 1 ]
	cd "$T"
	application
	run kraft graph
	[ "$status" -eq 1 ]
	[[ $output == *"kraft configure"* ]]
	cp -r "$BUILT" "$T/spoilt"
	cd "$T/spoilt"
	truncate -s 4000 build/hello_kvm-x86_64.dbg
	run kraft graph
	[ "$status" -eq 1 ]
	[[ $output == *"hello_kvm-x86_64.dbg"*"kraft build"* ]]
}

# The document against the rules of CycloneDX 1.5 and of package URLs.
check_sbom() { # FILE
	python3 - "$1" <<-'EOF'
		import json, re, sys
		from urllib.parse import unquote
		b = json.load(open(sys.argv[1]))
		assert b['bomFormat'] == 'CycloneDX' and b['specVersion'] == '1.5' and b['version'] == 1
		assert re.fullmatch(r'urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', b['serialNumber'])
		assert set(b) <= {'$schema', 'bomFormat', 'specVersion', 'serialNumber', 'version', 'metadata', 'components', 'dependencies'}
		types = {'application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device', 'device-driver',
		         'firmware', 'file', 'machine-learning-model', 'data'}
		references = {'vcs', 'distribution', 'website', 'license', 'other'}
		everything = [b['metadata']['component']] + b['components']
		for c in everything + b['metadata']['tools']['components']:
		    assert c['type'] in types and c['name']
		    assert set(c) <= {'type', 'bom-ref', 'name', 'version', 'description', 'hashes', 'licenses', 'purl',
		                      'externalReferences', 'properties', 'pedigree'}, set(c)
		    if 'purl' in c:
		        m = re.fullmatch(r'pkg:([a-z][a-z0-9.+-]*)/([^@?#]+)(?:@([^?#]+))?(?:\?([^#]+))?', c['purl'])
		        assert m, c['purl']
		        if m[3]:
		            assert unquote(m[3]) == c['version']
		        keys = [q.split('=')[0] for q in m[4].split('&')] if m[4] else []
		        assert keys == sorted(set(keys)) and all('=' in q and not re.search(r'[^A-Za-z0-9.~_:/%-]', q.split('=', 1)[1]) for q in (m[4] or 'a=b').split('&'))
		    hashes = c.get('hashes', []) + [h for r in c.get('externalReferences', []) for h in r.get('hashes', [])]
		    for h in hashes:
		        assert h['alg'] == 'SHA-256' and re.fullmatch('[0-9a-f]{64}', h['content'])
		    for r in c.get('externalReferences', []):
		        assert r['type'] in references and r['url']
		    licences = c.get('licenses', [])
		    if any('expression' in l for l in licences):
		        assert len(licences) == 1 and set(licences[0]) == {'expression'}
		    for l in licences:
		        if 'license' in l:
		            assert len({'id', 'name'} & set(l['license'])) == 1
		            assert ' ' not in l['license'].get('id', 'x')
		    for p in c.get('properties', []):
		        assert p['name'] and isinstance(p['value'], str)
		assert all('licenses' in c and 'purl' in c for c in b['components'])
		refs = [c['bom-ref'] for c in everything]
		assert len(refs) == len(set(refs))
		assert [d['ref'] for d in b['dependencies']] == refs
		for d in b['dependencies']:
		    assert len(d['dependsOn']) == len(set(d['dependsOn'])) and set(d['dependsOn']) <= set(refs) - {d['ref']}
		assert set(b['dependencies'][0]['dependsOn']) == set(refs) - {'image'}
		# ours: every sort of identifier that could betray a machine is missing
		assert not re.search(r'"/(?!/)[a-z]', open(sys.argv[1]).read())
	EOF
}

@test "sbom: a valid document, the same each time" {
	hello
	run --separate-stderr kraft sbom
	[ "$status" -eq 0 ] && [ -z "$stderr" ]
	printf '%s\n' "$output" >"$T/a.json"
	check_sbom "$T/a.json"
	kraft sbom -f "$T/b.json"
	cmp "$T/a.json" "$T/b.json"
	[ "$(jq -r '.metadata.component.hashes[0].content' "$T/a.json")" = "$(sha256sum build/hello_kvm-x86_64 | cut -d ' ' -f 1)" ]
	[ "$(jq -r '.metadata.tools.components[1] | "\(.name) \(.version)"' "$T/a.json")" = "gcc $(gcc -dumpfullversion)" ]
	jq -e '.components[] | select(.["bom-ref"] == "core/unikraft") | .type == "operating-system" and .licenses == [{license: {id: "BSD-3-Clause"}}]' "$T/a.json"
	jq -e '.dependencies[] | select(.ref == "library/libkvmplat") | .dependsOn | contains(["library/libukboot", "core/unikraft"])' "$T/a.json"
	# exactly the libraries with bytes in the image
	diff <(jq -r '.components[].name' "$T/a.json" | grep -v '^unikraft$' | sort) <(kraft size -o json | jq -r '.[].library' | grep -v '(link)' | sort)
	jq -e '.metadata | has("timestamp") | not' "$T/a.json"
	SOURCE_DATE_EPOCH=86400 kraft sbom --timestamp | jq -e '.metadata.timestamp == "1970-01-02T00:00:00Z"'
	[ "$(SOURCE_DATE_EPOCH=1 kraft sbom --timestamp | jq -r .serialNumber)" != "$(jq -r .serialNumber "$T/a.json")" ]
	run --separate-stderr kraft sbom -o table
	[[ ${lines[0]} == NAME*VERSION*LICENCE*ORIGIN && $output == *libukboot*BSD-3-Clause* ]]
}

@test "sbom: a port with origin, patch and sources of its own" {
	export KRAFT_FETCH=${KRAFT_FETCH:-$TOP/bin/kraft-fetch}
	mkdir -p foo-2.5 libs/foo/patches
	printf 'int foo(void) { return 1; }\n' >foo-2.5/foo.c
	cp /usr/share/common-licenses/Apache-2.0 foo-2.5/LICENSE
	tar -czf foo-2.5.tar.gz foo-2.5
	sum=$(sha256sum foo-2.5.tar.gz | cut -d ' ' -f 1)
	printf '%s\n' '--- a/foo.c' '+++ b/foo.c' '@@ -1 +1 @@' '-int foo(void) { return 1; }' '+int foo(void) { return 2; }' >libs/foo/patches/0001-two.patch
	cat >libs/foo/Makefile.uk <<-EOF
		# SPDX-License-Identifier: 0BSD
		\$(eval \$(call addlib_s,libfoo,\$(CONFIG_LIBFOO)))
		LIBFOO_ORIGIN_SHA256 := $(printf '0%.0s' {1..64}) $sum
		\$(eval \$(call fetch,libfoo,file://$T/foo-2.5.tar.gz))
		\$(eval \$(call patch,libfoo,\$(LIBFOO_BASE)/patches,foo-2.5))
		LIBFOO_SRCS-y += \$(LIBFOO_ORIGIN)/foo-2.5/foo.c \$(LIBFOO_BASE)/own.c
	EOF
	printf 'config LIBFOO\n\tbool "foo"\n' >libs/foo/Config.uk
	printf '/* SPDX-License-Identifier: 0BSD */\nint foo(void);\nint own(void) { return foo(); }\n' >libs/foo/own.c
	kraft init -t helloworld app
	cd app
	printf 'libraries:\n  foo:\n    source: %s\n' "$T/libs/foo" >>kraft.yaml
	main=$(sed -n 's/.*_SRCS-y += *\([^ ]*\).*/\1/p' Makefile.uk | head -n 1)
	printf 'int own(void);\nint main(void) { return own(); }\n' >"$(basename "$main")"
	kraft build -j2
	kraft sbom -f "$T/sbom.json" 2>"$T/messages"
	check_sbom <(sed "s,file://$T/,https://example.org/,; s,file:/*[^\"]*/foo,https://example.org/foo," "$T/sbom.json")
	jq -e --arg sum "$sum" '.components[] | select(.["bom-ref"] == "origin/libfoo") | .name == "foo" and .version == "2.5" and .licenses == [{license: {id: "Apache-2.0"}}]
		and .hashes[0].content == $sum and (.purl | startswith("pkg:generic/foo@2.5?checksum=sha256:" + $sum + "&download_url=file:"))
		and .externalReferences[0].type == "distribution" and .externalReferences[0].hashes[0].content == $sum
		and .pedigree.patches[0].diff.url == "0001-two.patch" and (.properties | map(.value) | contains(["foo-2.5/LICENSE"]))' "$T/sbom.json"
	jq -e '.components[] | select(.["bom-ref"] == "library/libfoo") | .licenses == [{license: {id: "0BSD"}}]' "$T/sbom.json"
	jq -e '.dependencies[] | select(.ref == "library/libfoo") | .dependsOn == ["origin/libfoo"]' "$T/sbom.json"
	# an origin without a licence file, and the way out that the hint names
	[[ $(cat "$T/messages") == *"licence of app"*"is unknown"* ]]
	rm build/libfoo/origin/foo-2.5/LICENSE
	run kraft sbom -o table
	[[ $output == *"the licence of foo is unknown"*"LIBFOO_LICENSE := SPDX-IDENTIFIER"* && $output == *foo*2.5*unknown*file:* ]]
	printf 'LIBFOO_LICENSE := MIT OR Zlib\n' >>"$T/libs/foo/Makefile.uk"
	kraft sbom 2>/dev/null | jq -e '.components[] | select(.["bom-ref"] == "origin/libfoo") | .licenses == [{expression: "MIT OR Zlib"}]'
	# what is not linked is not in it
	printf 'int main(void) { return 0; }\n' >"$(basename "$main")"
	run --separate-stderr kraft sbom -o table
	[[ $stderr == *"older than its sources"*"kraft build"* ]]
	kraft build -j2
	kraft sbom 2>/dev/null | jq -e '.components | map(.["bom-ref"]) | contains(["origin/libfoo"]) or contains(["library/libfoo"]) | not'
}

@test "sbom: licences are recognised by their text" {
	hello
	cp -r "$BUILT" "$T/app"
	cd "$T/app"
	licence() { kraft sbom "$T/app" 2>/dev/null | jq -r '.components[] | select(.type == "application") | .licenses | map(.expression // .license.id // .license.name) | join(", ")'; }
	kraft build -j2
	[ "$(licence)" = BSD-3-Clause ]
	sed -i /SPDX/d ./*.c
	[ "$(licence)" = unknown ]
	for pair in Apache-2.0:Apache-2.0 MPL-2.0:MPL-2.0 CC0-1.0:CC0-1.0 GPL-2:GPL-2.0 GPL-3:GPL-3.0 LGPL-2.1:LGPL-2.1 LGPL-3:LGPL-3.0 BSD:BSD-3-Clause; do
		[ -e "/usr/share/common-licenses/${pair%:*}" ] || continue
		cp "/usr/share/common-licenses/${pair%:*}" COPYING
		[[ $(licence) == "${pair#*:}" || $(licence) == "${pair#*:} (whether"* ]] || { echo "$pair: $(licence)"; return 1; }
	done
	# in each distribution's file the upstream licence stands in full
	for pair in libjansson-dev:MIT zlib1g:Zlib libarchive13:BSD-2-Clause libcurl4-openssl-dev:curl; do
		[ -e "/usr/share/doc/${pair%:*}/copyright" ] || continue
		cp "/usr/share/doc/${pair%:*}/copyright" COPYING
		grep -qw -- "${pair#*:}" <<<"$(licence)" || { echo "$pair: $(licence)"; return 1; }
	done
	echo 'All rights reserved. You may look at it.' >COPYING
	[ "$(licence)" = unknown ]
	run kraft sbom
	[[ $output == *"COPYING has no text that is known here"* ]]
	rm COPYING
	mkdir LICENSES
	touch LICENSES/EUPL-1.2.txt LICENSES/ISC.txt
	[ "$(licence)" = "EUPL-1.2 AND ISC" ]
}

@test "sbom: what it refuses" {
	hello
	run kraft sbom -o xml
	[ "$status" -eq 2 ]
	run kraft sbom -f "$T/none/sbom.json"
	[ "$status" -eq 1 ]
	[[ $output == *"cannot be written"* ]]
	cd "$T"
	application
	run kraft sbom
	[ "$status" -eq 1 ]
	[[ $output == *"kraft configure"* ]]
}
