# SPDX-License-Identifier: BSD-3-Clause
# Where the sources define wanted symbols. Input: lines of explain_errors.awk; -v files= names a list of "folder<TAB>file".
# Output: symbol, folder, file. Definitions are told from declarations by what comes first, a brace or a semicolon.
# The identifier a symbol is written with: "int n::S::f<int>(char) const" is f, "vtable for n::S" is S.
function identifier(symbol) {
	sub(/\(.*/, "", symbol)
	while (sub(/<[^<>]*>/, "", symbol))
		;
	sub(/^.*[ :]/, "", symbol)
	return symbol
}
function found(name, folder, file,  i, n, list) {
	n = split(wanted[name], list, "\n")
	for (i = 1; i <= n; i++)
		if (!((list[i], folder, file) in said)) {
			said[list[i], folder, file] = 1
			print list[i] "\t" folder "\t" file
		}
}
# The name that stands in front of the first parenthesis.
function function_name(text) {
	sub(/[ \t]*\(.*/, "", text)
	sub(/^.*[ \t*:&]/, "", text)
	return text
}
function source(folder, file,  line, name, open) {
	open = ""
	while ((getline line < file) > 0) {
		if (open != "") {
			if (line ~ /^[^;]*\{/) { found(open, folder, file); open = "" }
			else if (line ~ /;/) open = ""
			continue
		}
		if (line ~ /^[ \t]*\.glob(a)?l[ \t]/) {
			name = line
			sub(/^[ \t]*\.glob(a)?l[ \t]+/, "", name)
			sub(/[ \t;,].*/, "", name)
			if (name in wanted) found(name, folder, file)
		} else if (line ~ /^[A-Za-z_]/ && line !~ /^(static|typedef|extern [^"]|return|else|using)/) {
			if (line ~ /^[A-Z_]*SYSCALL[A-Z_]*_DEFINE\(/) {
				name = line
				sub(/^[^,]*,[ \t]*/, "", name)
				sub(/[^A-Za-z0-9_].*/, "", name)
				name = "uk_syscall_r_" name
				if (name in wanted) found(name, folder, file)
			} else if (line ~ /^[^=;]*\(/) {
				name = function_name(line)
				if (!(name in wanted)) continue
				if (line ~ /^[^;]*\{/) found(name, folder, file)
				else if (line !~ /;/) open = name
			} else if (file ~ /\.c$/ && line ~ /[=;]/ && line !~ /^(struct|union|enum) [A-Za-z0-9_]+;/) {
				name = line
				sub(/[ \t]*(\[.*)?[=;].*/, "", name)
				sub(/\[.*/, "", name)
				sub(/^.*[ \t*]/, "", name)
				if (name in wanted) found(name, folder, file)
			}
		}
	}
	close(file)
}
$1 == "U" {
	name = identifier($2)
	wanted[name] = wanted[name] (wanted[name] == "" ? "" : "\n") $2
}
END {
	while ((getline entry < files) > 0) {
		split(entry, part, "\t")
		if (part[2] !~ /\.uk$/)
			source(part[1], part[2])
		else
			while ((getline line < part[2]) > 0)
				if (line in wanted)
					found(line, part[1], part[2])
	}
}
