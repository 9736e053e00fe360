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
	cp build/hello_kvm-x86_64.dbg "$T/alone.dbg"
	run kraft size "$T/alone"
	[ "$status" -eq 1 ]
	[[ $output == *"not beside it"* ]]
	rm "$T/alone.dbg"
	run kraft size --diff "$T/alone"
	[ "$status" -eq 1 ]
	[[ $output == *"no symbols"* ]]
	# what is no image, and objects that are gone
	for other in kraft.yaml build/libukboot.o build/hello_kvm-x86_64.rsp; do
		run kraft size "$other"
		[ "$status" -eq 1 ]
		[[ $output == *"$other is no image"* ]]
		run kraft size --diff "$other"
		[ "$status" -eq 1 ]
		[[ $output == *"$other is no image"* ]]
	done
	for other in / /dev/null; do
		run kraft size "$other"
		[ "$status" -eq 1 ]
		[[ $output == *"there is no image $other"* ]]
	done
	run kraft size /bin/true
	[ "$status" -eq 1 ]
	[[ $output == *"has no symbols"* ]]
	cp build/hello_kvm-x86_64* "$T/"
	sed "s,$BUILT/,$T/elsewhere/,g" build/hello_kvm-x86_64.rsp >"$T/hello_kvm-x86_64.rsp"
	run kraft size "$T/hello_kvm-x86_64"
	[ "$status" -eq 1 ]
	[[ $output == *"objects that $T/hello_kvm-x86_64 was linked from are"* ]]
	# the list of link inputs alone is enough as long as the objects are where they were
	cp build/hello_kvm-x86_64.rsp "$T/"
	diff <(kraft size) <(kraft size "$T/hello_kvm-x86_64")
	rm "$T/hello_kvm-x86_64.dbg"
	run kraft size "$T/hello_kvm-x86_64"
	[ "$status" -eq 1 ]
	[[ $output == *"has no symbols"* ]]
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
		nm build/$from.[oa] 2>/dev/null | grep -qE "[UwvW] $symbol\$" || { echo "$from does not use $symbol"; return 1; }
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

@test "explain: options with value, reason and text" {
	hello
	run --separate-stderr kraft explain LIBUKBOOT
	[ "$status" -eq 0 ]
	[[ $output == "CONFIG_LIBUKBOOT = y"*"selected by PLAT_KVM"*"the default"*"defined at "*"Config.uk:1"*"ukboot: from the platform to main, bool"*"selects LIBUKSCHED"* ]]
	run kraft explain CONFIG_LIBUKBOOT_MAIN_STACK_KIB
	[[ $output == "CONFIG_LIBUKBOOT_MAIN_STACK_KIB = 8192"*"the default"*"Memory is taken as the stack grows."*"depends on LIBUKBOOT"* ]]
	run kraft explain LIBPOSIX_PIPE
	[[ $output == "CONFIG_LIBPOSIX_PIPE = n"* ]]
	run kraft explain CONFIG_LIBUKBOOTT
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'CONFIG_LIBUKBOOT'"* ]]
}

@test "explain: system calls; the command that it names provides one" {
	hello
	cp -r "$BUILT" "$T/app"
	cd "$T/app"
	run --separate-stderr kraft explain SYS_pipe2
	[ "$status" -eq 0 ]
	[[ $output == "pipe2: system call 293 with 2 arguments"*"int pipe2(int *fds, int flags)"*"posix-pipe/pipe2.c:"*"missing here: libposix_pipe would provide it"*"kraft set LIBPOSIX_PIPE"* ]]
	[ "$(kraft explain pipe2)" = "$(kraft explain 293)" ]
	$KRAFT set LIBPOSIX_PIPE
	kraft configure
	run kraft explain pipe2
	[[ $output == *"provided by libposix_pipe"* ]]
	run kraft explain execve
	[[ $output == *"system call 59"*"no library provides it: it answers ENOSYS"* ]]
	# one with two conditions
	run kraft explain timer_create
	[[ $output == *"kraft set LIBPOSIX_TIME LIBUKSIGNAL"* ]]
	# all that the tables and the libraries name are found, with the number of arguments in the prototype
	cd "$T"
	mkdir outside
	cd outside
	while read -r number name arguments; do
		run kraft explain "$name"
		[[ ${lines[0]} == "$name: system call $number with $arguments argument"* ]] || { echo "$output"; return 1; }
	done < <(shuf -n 12 --random-source="$TOP/Makefile" "$TOP/unikraft/lib/posix/syscall_shim/x86_64.tsv" | grep -v '^#')
	[[ $(kraft explain openat) == *"libvfscore provides it"*"with LIBVFSCORE"* ]]
}

@test "explain: have, stub and missing, as the image says" {
	hello
	printf 'have read\nstub fork\n' >"$T/syscalls"
	cp -r "$BUILT" "$T/app"
	cp "$T/syscalls" "$T/app/build/hello_kvm-x86_64.syscalls"
	[[ $(kraft explain -w "$T/app" read) == *"the image has it"* ]]
	[[ $(kraft explain -w "$T/app" fork) == *"the image calls it, and it answers ENOSYS"* ]]
	[[ $(kraft explain -w "$T/app" execve) == *"nothing in the image calls it" ]]
}

@test "explain: libraries, selected or not" {
	hello
	run --separate-stderr kraft explain ukboot
	[ "$status" -eq 0 ]
	[[ $output == "libukboot: library of the layer boot, "*"Runs the init table"*"CONFIG_LIBUKBOOT = y"*"selected by PLAT_KVM"*"options"*"LIBUKBOOT_MAIN_STACK_KIB = 8192  Size of"*" KiB in the image, "* ]]
	size=$(kraft size | awk '$NF == "libukboot" { printf "%.1f", $1 / 1024 }')
	[[ $output == *"  $size KiB in the image"* ]]
	run kraft explain posix-pipe
	[ "$status" -eq 0 ]
	[[ $output == "libposix_pipe: library, "*"Pipes and FIFOs"*"kraft set LIBPOSIX_PIPE"* ]]
	export UK_LIBS=$TOP/libs
	run kraft explain lwip
	[[ $output == *"liblwip: library, "*"not selected here; it is by: kraft lib add lwip"* ]]
	run kraft explain ukboott
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'ukboot'"* ]]
}

@test "explain: variables with their value here" {
	hello
	run kraft explain LIBUKBOOT_SRCS
	[ "$status" -eq 0 ]
	[[ $output == "LIB_SRCS (list)"*"LIBUKBOOT_SRCS-y = "*"/boot.c"* ]]
	[[ $(kraft explain UK_LIBS) == *"UK_LIBS = "*libukboot* ]]
	cd "$T"
	[[ $(kraft explain LIBUKBOOT_SRCS) != *"boot.c"* ]]
}

# An application with init functions of its own: the second spins a million times.
spinning() {
	hello
	cp -r "$BUILT" "$T/app"
	cd "$T/app"
	main=$(sed -n 's/.*_SRCS-y += *\([^ ]*\).*/\1/p' Makefile.uk | head -n 1)
	cat >"$(basename "$main")" <<-'EOF'
		#include <stdio.h>
		#include <uk/init.h>
		static int first(struct uk_init_ctx *ctx) { (void)ctx; return 0; }
		static int spin(struct uk_init_ctx *ctx)
		{
			(void)ctx;
			for (volatile int i = 0; i < 1000000; i++)
				;
			return 0;
		}
		uk_rootfs_initcall(first, NULL);
		uk_late_initcall(spin, NULL);
		int main(void) { puts("in main"); return 0; }
	EOF
}

@test "bootchart: an image without the option, and the command that sets it" {
	spinning
	run kraft bootchart
	[ "$status" -eq 1 ]
	[[ $output == *"does not record its boot"*"hint: kraft set LIBUKBOOT_BOOTCHART && kraft build"* ]]
	! nm "$BUILT/build/hello_kvm-x86_64.dbg" | grep -q 'boot_chart\|bootchart'
	cd "$T"
	run kraft bootchart app
	command=$(sed -n 's/^ *hint: //p' <<<"$output")
	[ "$command" = "kraft set -w app LIBUKBOOT_BOOTCHART && kraft build -w app" ]
	eval "$command"
	run --separate-stderr kraft bootchart -W app
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == STAGE*FUNCTION*START*TOOK*SHARE*LIBRARY* && ${lines[1]} == machine* && ${lines[-1]} == total*100.0* ]]
	[[ $output == *thread*parameters*rootfs*" first "*apphelloworld*late*" spin "*apphelloworld* && $output != *"in main"* ]]
	cd app
	# the image itself starts its program as ever, and prints its chart when it is told to
	run --separate-stderr kraft run -W
	[ "$status" -eq 0 ]
	[ "${output%$'\r'}" = "in main" ]
	run --separate-stderr kraft run -W . bootchart.report=yes
	[ "$status" -eq 0 ]
	[[ $output == "bootchart: clock "*"bootchart: init 0x"*"bootchart: end 0"*"in main"* ]]
	# instructions are the same at each boot
	kraft bootchart -i -o json >"$T/a.json"
	kraft bootchart -i -o json --machine microvm build/hello_kvm-x86_64 >"$T/b.json"
	cmp "$T/a.json" "$T/b.json"
	# a spin has three to seven instructions, depending on the compiler
	jq -e '.[] | select(.function == "spin") | .stage == "late" and .library == "apphelloworld" and (.took | tonumber) > 2000000 and (.took | tonumber) < 10000000' "$T/a.json"
	jq -e '.[] | select(.function == "first") | .stage == "rootfs" and (.took | tonumber) < 1000' "$T/a.json"
	jq -e 'map(select(.function != null or .stage == "total") | .start | tonumber) | . == ([.[:-1] | sort[]] + [0])' "$T/a.json"
	jq -e '(map(select(.stage == "total"))[0].took | tonumber) > (map(select(.function == "spin"))[0].took | tonumber)' "$T/a.json"
	# the picture: well-formed, a bar for each row, and the file is complete or not there
	kraft bootchart -i -o svg >"$T/a.svg"
	kraft bootchart -i -f "$T/b.svg" | grep -q '^total'
	cmp "$T/a.svg" "$T/b.svg"
	python3 - "$T/a.svg" <<-'EOF'
		import sys, xml.etree.ElementTree as E
		root = E.parse(sys.argv[1]).getroot()
		n = '{http://www.w3.org/2000/svg}'
		bars = [r for r in root.iter(n + 'rect') if r.find(n + 'title') is not None]
		names = [t.text for t in root.iter(n + 'text')]
		assert len(bars) == 5 and {'machine', 'thread', 'parameters', 'first', 'spin'} <= set(names), names
		assert all(0 < float(b.get('width')) and float(b.get('x')) + float(b.get('width')) <= 1000 for b in bars)
		widest = max(bars, key=lambda b: float(b.get('width')))
		assert widest.find(n + 'title').text == 'late, apphelloworld'
	EOF
	run kraft bootchart -i -f "$T/none/x.svg"
	[ "$status" -eq 1 ]
	# no room for all, and the command that makes it
	$KRAFT set LIBUKBOOT_BOOTCHART_SPANS=2
	kraft build
	run kraft bootchart -i
	[ "$status" -eq 0 ]
	[[ $output == *"2 spans found no room"*"kraft set LIBUKBOOT_BOOTCHART_SPANS=5"* ]]
	# switched off again, the image is what it was
	$KRAFT unset LIBUKBOOT_BOOTCHART LIBUKBOOT_BOOTCHART_SPANS
	cp "$BUILT"/*.c .
	kraft build
	cmp build/hello_kvm-x86_64 "$BUILT/build/hello_kvm-x86_64"
}

@test "bootchart: a boot that fails, and what it refuses" {
	spinning
	sed -i 's/(void)ctx; return 0;/(void)ctx; return -5;/' ./*.c
	$KRAFT set LIBUKBOOT_BOOTCHART
	kraft build
	run kraft bootchart -W
	[ "$status" -eq 1 ]
	[[ $output == *"printed no boot chart"*"boot: first() failed with error 5"* ]]
	rm build/hello_kvm-x86_64.dbg
	run kraft bootchart build/hello_kvm-x86_64
	[ "$status" -eq 1 ]
	[[ $output == *"there is no build/hello_kvm-x86_64.dbg"* ]]
	run kraft bootchart nothing
	[ "$status" -eq 1 ]
	[[ $output == *"neither an image nor an application nothing"* ]]
	run kraft bootchart -o pdf
	[ "$status" -eq 2 ]
	run kraft bootchart --machine toaster "$BUILT/build/hello_kvm-x86_64"
	[ "$status" -eq 1 ]
	cd "$T"
	application other
	run kraft bootchart
	[ "$status" -eq 1 ]
	[[ $output == *"no image yet"*"kraft build"* ]]
}
