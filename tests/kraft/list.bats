# SPDX-License-Identifier: BSD-3-Clause
# Index, origins and workspace.
load helper

@test "the built-in origin is listed without an update" {
	run kraft list
	[ "$status" -eq 0 ]
	[[ $output == *unikraft* && $output == *musl* && $output == *helloworld* ]]
}

@test "pull makes the workspace of the tutorial" {
	kraft list update
	run kraft list pull unikraft@staging
	[ "$status" -eq 0 ]
	[ "$(ls "$UK_WORKDIR" | tr '\n' ' ')" = "apps archs libs plats unikraft " ]
	[ -e "$UK_WORKDIR/unikraft/build" ]
	run kraft list pull unikraft@staging
	[ "$status" -eq 0 ]
	[[ $output == *"here already"* ]]
}

@test "an unknown version lists the known ones and leaves nothing behind" {
	run kraft list pull unikraft@v9.9
	[ "$status" -eq 1 ]
	[[ $output == *"no version 'v9.9'"* ]]
	[[ $output == *"staging, stable, "* ]]
	[ ! -e "$UK_WORKDIR/unikraft" ]
}

@test "an unknown component names the nearest" {
	run kraft list pull unikarft
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'unikraft'"* ]]
}

@test "any folder with a Makefile.uk is an origin" {
	library "$T/somewhere/odd-name" foo
	run kraft list add "$T/somewhere/odd-name"
	[ "$status" -eq 0 ]
	grep -q "odd-name" "$KRAFTRC"
	run kraft list show foo
	[ "$status" -eq 0 ]
	[[ $output == *"Location:"*"$T/somewhere/odd-name"* ]]
}

@test "a relative folder is kept as an absolute path" {
	library lib-bar bar
	kraft list add lib-bar
	grep -q "\"$T/lib-bar\"" "$KRAFTRC"
}

@test "a folder without a Makefile.uk is refused and .kraftrc stays" {
	mkdir empty
	printf '# mine\n' >"$KRAFTRC"
	run kraft list add empty
	[ "$status" -eq 1 ]
	[[ $output == *"holds no component"* ]]
	[ "$(cat "$KRAFTRC")" = "# mine" ]
}

@test "adding and removing keeps comments and other settings of .kraftrc" {
	library one one
	printf '# first\n[fetch]\nprioritize_origin = true # why\n\n[list]\n# origins of mine\norigins = []\n' >"$KRAFTRC"
	kraft list add one
	kraft list remove one
	for line in '# first' 'prioritize_origin = true # why' '# origins of mine'; do grep -qF "$line" "$KRAFTRC"; done
	run kraft list show one
	[ "$status" -ne 0 ]
}

@test "a .kraftrc that is not TOML names the line" {
	printf '[list]\norigins = [\n  "a"\n  "b"\n]\n' >"$KRAFTRC"
	run kraft list update
	[ "$status" -eq 1 ]
	[[ $output == *".kraftrc:4:3: error:"* ]]
}

@test ".kraftrc: values of a wrong type, unknown names, dotted names" {
	printf '[list]\norigins = "one"\n' >"$KRAFTRC"
	run kraft list update
	[ "$status" -eq 1 ]
	[[ $output == *".kraftrc:2:11: error: 'list.origins' must be an array of strings"* ]]
	printf '[fetch]\nprioritize_origin = "yes"\n' >"$KRAFTRC"
	run kraft list update
	[ "$status" -eq 1 ]
	[[ $output == *"'fetch.prioritize_origin' must be true or false"* ]]
	printf '[configure]\nplattform = "kvm"\n' >"$KRAFTRC"
	run kraft list update
	[ "$status" -eq 0 ]
	[[ $output == *".kraftrc:2:"*"warning: unknown setting 'configure.plattform'"*"did you mean 'configure.platform'"* ]]
	library one one
	printf 'list.origins = ["%s/one"]\n[configure]\nplatform = "qemu"\n' "$T" >"$KRAFTRC"
	kraft list update
	[[ $(kraft list --names) == *one* ]]
	# the default of a new application
	kraft init app
	grep -q 'platform: qemu' app/kraft.yaml
}

@test "list: every filter, and what it shows" {
	application
	printf 'libraries:\n  musl: staging\n' >>kraft.yaml
	[ "$(kraft list -c --names)" = unikraft ]
	[ "$(kraft list -t --names | sort | tr '\n' ' ')" = "musl unikraft " ]
	[ "$(kraft list -p --names)" = "" ]
	[[ $(kraft list -l -a --names) == *musl*helloworld* && $(kraft list -l -a --names) != *unikraft* ]]
	kraft list pull musl
	[ "$(kraft list -i -l --names)" = musl ]
	[[ $(kraft list -d) == *ORIGIN*LOCATION*"$UK_WORKDIR/libs/musl"* ]]
	[[ $(kraft list -n | head -n 1) == "NAME"*"VERSION"*"RELEASED"*"LAST CHECKED"* ]]
	kraft list -j | jq -e '.[] | select(.name == "musl" and .type == "lib") | .installed == "yes" and (.last_checked | test("T.*Z$"))'
}

@test "an origin that is gone is an error, and what it offered stays known" {
	library one one
	kraft list add one
	mv one two
	run kraft list update
	[ "$status" -eq 1 ]
	[[ $output == *"no folder"* ]]
	run kraft list --names
	[[ $output == *one* ]]
}

@test "concurrent updates leave a correct index" {
	library one one
	kraft list add --no-update one
	pids=
	for _ in 1 2 3 4 5 6; do
		kraft list update 2>/dev/null &
		pids="$pids $!"
	done
	for pid in $pids; do wait "$pid"; done
	jq -e '.components | map(.name) | index("one")' "$UK_WORKDIR/.kraft/index.json"
	[ -z "$(ls "$UK_WORKDIR/.kraft" | grep -v -e '^index.json$' -e '^lock$')" ]
}

@test "concurrent additions are all there" {
	for n in 1 2 3 4 5; do library "dir$n" "name$n"; done
	pids=
	for n in 1 2 3 4 5; do
		kraft list add --no-update "dir$n" 2>/dev/null &
		pids="$pids $!"
	done
	for pid in $pids; do wait "$pid"; done
	[ "$(grep -c 'dir[1-5]"' "$KRAFTRC")" -eq 5 ]
}

@test "a damaged index names the file and line" {
	kraft list update
	echo '{ "components": [' >"$UK_WORKDIR/.kraft/index.json"
	run kraft list
	[ "$status" -eq 1 ]
	[[ $output == *"index.json:"*"error: this is no index"* ]]
	run kraft list update
	[ "$status" -eq 0 ]
}

@test "filters, JSON, YAML" {
	run kraft list -a --names
	[[ $output == *helloworld* && $output != *musl* ]]
	kraft list -l -j | jq -e 'map(.type) | unique == ["lib"]'
	run kraft list -o yaml
	[[ $output == "- name:"* ]]
	run kraft list -o xml
	[ "$status" -eq 2 ]
}

@test "-i shows only what is in the workspace" {
	kraft list update
	run kraft list -i --names
	[[ $output != *musl* ]]
	kraft list pull musl
	run kraft list -i --names
	[[ $output == *musl* ]]
}

@test "a git repository is an origin, with its branches and tags" {
	library repo/lib-gitty gitty
	cd repo/lib-gitty
	git init -q -b staging
	git -c user.name=a -c user.email=a@b add -A
	git -c user.name=a -c user.email=a@b commit -qm one
	git tag v1.0
	cd "$T"
	run kraft list add "file://$T/repo/lib-gitty"
	[ "$status" -eq 0 ]
	run kraft list show gitty
	[[ $output == *staging* && $output == *v1.0* ]]
	run kraft list pull gitty@1.0
	[ "$status" -eq 0 ]
	[ -e "$UK_WORKDIR/libs/gitty/Makefile.uk" ]
}

@test "an archive is an origin" {
	library src/foo-1.2 foo
	tar -C src -czf foo-1.2.tar.gz foo-1.2
	run kraft list add "$T/foo-1.2.tar.gz"
	[ "$status" -eq 0 ]
	run kraft list pull foo@1.2
	[ "$status" -eq 0 ]
	[ -e "$UK_WORKDIR/libs/foo/Makefile.uk" ]
}

@test "a repository that does not answer is an error" {
	run kraft list add "file://$T/nowhere/lib-x.git"
	[ "$status" -eq 1 ]
	[[ $output == *"does not answer"* ]]
}

@test "./.unikraft wins over UK_WORKDIR" {
	mkdir .unikraft
	kraft list pull musl
	[ -e .unikraft/libs/musl/Makefile.uk ]
	[ ! -e "$UK_WORKDIR/libs/musl" ]
}

@test "an index of others: its components are known, hostile names are left out" {
	library "$T/far" far
	cat >others.json <<-END
	{ "format": 1, "components": [
	  { "type": "lib", "name": "far", "location": "$T/far", "kind": "built-in", "versions": ["7"] },
	  { "type": "lib", "name": "../../evil", "location": "$T/far", "versions": ["7"] } ] }
	END
	run kraft list add "$T/others.json"
	[ "$status" -eq 0 ]
	[[ $output == *"component 2 has no valid"* ]]
	run kraft list pull far@7
	[ "$status" -eq 0 ]
	[ -e "$UK_WORKDIR/libs/far/Makefile.uk" ]
	run kraft list --names
	[[ $output != *evil* ]]
}

@test "an index written by another installation does not lead astray" {
	kraft list update
	sed -i "s,$TOP/,/nowhere/,g" "$UK_WORKDIR/.kraft/index.json"
	run kraft list pull musl
	[ "$status" -eq 0 ]
	[ -e "$UK_WORKDIR/libs/musl/Makefile.uk" ]
}
