# SPDX-License-Identifier: BSD-3-Clause
# A private store of packages, and the tiny images of the suite machine.

load ../machine/helper

eval "machine_$(declare -f setup)"
setup() {
	machine_setup
	export KRAFT_PACKAGES=$PWD/store TMPDIR=$PWD/tmp
	mkdir -p "$TMPDIR"
	unset SOURCE_DATE_EPOCH XDG_DATA_HOME
}

# An image that prints its command line, which tells what a package handed on.
echo_image() {
	image "${1:-echo}" 'mov 24(%ebp), %esi
		call puts
		report 0'
}

# An image whose status is 0 when it got a cpio archive, else 1.
module_image() {
	image "${1:-module}" 'mov 16(%ebp), %esi
		test %esi, %esi
		jz 4f
		mov (%esi), %edi
		cmpl $0x37303730, (%edi)
		jne 4f
		report 0
	4:	report 1'
}

# edit LAYOUT PYTHON: `manifests` are ours and urunc's as dictionaries to be changed in place; every digest above is made right again.
edit() {
	python3 - "$1" "$2" <<-'P'
		import hashlib, json, os, sys
		layout, code = sys.argv[1], sys.argv[2]
		blob = lambda digest: f"{layout}/blobs/{digest.replace(':', '/')}"
		load = lambda descriptor: json.load(open(blob(descriptor["digest"])))
		def store(data):
		    data = data if isinstance(data, bytes) else json.dumps(data).encode()
		    digest = "sha256:" + hashlib.sha256(data).hexdigest()
		    open(blob(digest), "wb").write(data)
		    return {"digest": digest, "size": len(data)}
		top = json.load(open(f"{layout}/index.json"))
		index = load(top["manifests"][0])
		manifests = [load(m) for m in index["manifests"]]
		exec(code)
		for descriptor, manifest in zip(index["manifests"], manifests):
		    descriptor.update(store(manifest))
		top["manifests"][0].update(store(index))
		json.dump(top, open(f"{layout}/index.json", "w"))
	P
}

# A layer made of Python's tarfile, put in place of the first one: `members` is a list of tarfile.TarInfo.
hostile_layer() {
	edit "$1" "
import gzip, io, tarfile
def member(name, type=tarfile.REGTYPE, linkname=''):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = type, linkname
    return info
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode='w') as tar:
    for info in [$2]:
        tar.addfile(info, io.BytesIO(b''))
tar = buffer.getvalue()
config = load(manifests[0]['config'])
config['rootfs']['diff_ids'][0] = 'sha256:' + hashlib.sha256(tar).hexdigest()
for m in manifests:
    m['config'].update(store(config))
    m['layers'][0].update(store(gzip.compress(tar)))
"
}
