### output of a program
date > /etc/containers/a.conf
echo "$(date)" > /etc/containers/b.conf
### download
curl -fsSL https://example.com/x -o /etc/containers/registries.conf
wget -O /etc/containers/policy.json https://example.com/x
true > /etc/containers/policy.json
### dd
echo a | dd of=/etc/containers/registries.conf 2>/dev/null
### awk
awk '{print $1}' /etc/containers/registries.conf > /etc/containers/a.conf
### tools that change files
perl -pi -e 's/a/b/' /etc/containers/registries.conf
python3 -c 'open("/etc/containers/policy.json","w").write("x")'
### python here-document
python3 - <<'EOF'
open("/etc/containers/policy.json", "w").write("x")
EOF
### tr
tr a b < /etc/containers/registries.conf > /etc/containers/a.conf
### grep filters
grep -v '^#' /etc/containers/registries.conf > /etc/containers/a.conf
mv /etc/containers/a.conf /etc/containers/registries.conf
### head
head -1 /etc/containers/registries.conf > /etc/containers/a.conf
### find removes
find /etc/containers -name '*.conf' -delete
### find runs
find /etc/containers -name '*.conf' -exec sed -i 's/a/b/' {} +
### xargs
ls /etc/containers/registries.conf.d/*.conf | xargs rm -f
### xargs with a name
echo /etc/containers/policy.json | xargs rm -f
### read a line
read -r X <<< "one two"
echo "$X" > /etc/containers/a.conf
### read in a loop
while read -r line; do
	echo "[$line]" >> /etc/containers/a.conf
done < /etc/containers/registries.conf
### read from a pipe
printf 'a\nb\n' | while read -r x; do echo "$x" >> /etc/containers/a.conf; done
### counting
n=0
while [ $n -lt 3 ]; do echo $n >> /etc/containers/a.conf; n=$((n+1)); done
### counting, C style
for ((i=0; i<3; i++)); do echo $i >> /etc/containers/a.conf; done
### sequence
for i in $(seq 3); do echo $i >> /etc/containers/a.conf; done
### range in braces
for i in {1..3}; do echo $i >> /etc/containers/a.conf; done
### until
n=0
until [ $n -ge 2 ]; do echo $n >> /etc/containers/a.conf; let n++; done
### arithmetic
n=1
((n += 2))
echo $n > /etc/containers/a.conf
echo $((n * 2)) >> /etc/containers/a.conf
### loop over files
for f in /etc/containers/registries.conf.d/*.conf; do echo "# seen" >> "$f"; done
### files by pattern
cp /etc/containers/registries.conf.d/*.conf /etc/containers/
### sed on a pattern
sed -i 's/a/b/' /etc/containers/registries.conf.d/*.conf
### files by another pattern
rm /etc/containers/registries.conf.d/[0-4]*
### patterns in an echo
cd /etc/containers
echo * > /tmp/rowi-unused.$$; rm -f /tmp/rowi-unused.$$
echo *.conf > a.conf
echo ? >> a.conf
### mapfile
mapfile -t A < /etc/containers/registries.conf
echo "${A[0]}" > /etc/containers/a.conf
### associative array
declare -A A
A[x]=1
A[y]=2
for k in "${!A[@]}"; do echo "$k=${A[$k]}"; done > /etc/containers/a.conf
### set replaces parameters
set -- a b
echo "$1 $2 $#" > /etc/containers/a.conf
shift
echo "$1" >> /etc/containers/a.conf
### operations on variables
X=registry.example.com:5000
echo "${X%%:*}" "${X#*.}" "${#X}" "${X/example/other}" "${X^^}" "${X:0:3}" > /etc/containers/a.conf
### indirect
X=1
Y=X
echo "${!Y}" > /etc/containers/a.conf
### special parameters
false
echo "$?" > /etc/containers/a.conf
echo "$#" "$@" >> /etc/containers/a.conf
### shell's own variables
echo "$HOME" "$PWD" "$BASH_VERSION" > /etc/containers/a.conf
### IFS
IFS=:
X=a:b
echo $X > /etc/containers/a.conf
### printf into a variable
printf -v X '%s-%s' a b
echo "$X" > /etc/containers/a.conf
### printf with widths
printf '%5s|%-5s|%05d|%x|%q\n' a b 3 255 'c d' > /etc/containers/a.conf
### cat with options
echo a > /etc/containers/a.conf
cat -n /etc/containers/a.conf > /etc/containers/b.conf
### sort
printf 'b\na\n' | sort > /etc/containers/a.conf
### process substitution
cat <(echo a) > /etc/containers/a.conf
echo b | tee >(cat > /etc/containers/b.conf) > /dev/null; wait; sleep 0.2
### test of a program
if grep -q nothing /etc/containers/registries.conf; then echo 1 > /etc/containers/a.conf; else echo 2 > /etc/containers/a.conf; fi
grep -q a.example /etc/containers/registries.conf || echo 3 >> /etc/containers/a.conf
### unknown program decides
if some-program; then echo 1 > /etc/containers/a.conf; else echo 2 > /etc/containers/a.conf; fi
some-program && echo 3 > /etc/containers/b.conf
some-program || echo 4 > /etc/containers/c.conf
### test of a file's size
: > /etc/containers/a.conf
if [ -s /etc/containers/a.conf ]; then echo full > /etc/containers/b.conf; fi
### numbers compared
n=3
if [ "$n" -gt 2 ]; then echo big > /etc/containers/a.conf; fi
### both tests
if [ -e /etc/containers/none -o -e /etc/containers/policy.json ]; then echo a > /etc/containers/a.conf; fi
[[ -e /etc/containers/none || 1 == 1 ]] && echo b > /etc/containers/b.conf
### case with a pattern
X=x86_64
case $X in
	x86*) echo 1 > /etc/containers/a.conf ;;
	*) echo 2 > /etc/containers/a.conf ;;
esac
### case falls through
case a in
	a) echo 1 >> /etc/containers/a.conf ;&
	b) echo 2 >> /etc/containers/a.conf ;;
esac
### missing end of a here-document
cat > /etc/containers/a.conf <<EOF
text
### set -e ends it
set -e
false
echo a > /etc/containers/a.conf
### a command that fails
cp /nonexistent/file /etc/containers/registries.conf
rm /nonexistent/file && echo a > /etc/containers/a.conf
mv /nonexistent/file /etc/containers/policy.json || echo b > /etc/containers/b.conf
### copy that keeps
echo a > /etc/containers/a.conf
cp -n /etc/containers/a.conf /etc/containers/registries.conf
cp -n /etc/containers/a.conf /etc/containers/new.conf
### copy with a backup
echo a > /etc/containers/a.conf
cp -b /etc/containers/a.conf /etc/containers/registries.conf
### copy a tree
cp -r /etc/containers/registries.conf.d /etc/containers/copy.d
cp -a /etc/containers/registries.conf.d/. /etc/containers/
### conditional removal
some-program && rm -rf /etc/containers/registries.conf.d
[ -d /etc/containers/registries.conf.d ] && rm -rf /etc/containers/registries.conf.d
### archive
mkdir -p /etc/containers/t; echo a > /etc/containers/t/policy.json
tar -C /etc/containers/t -cf /etc/containers/t.tar policy.json
tar -C /etc/containers -xf /etc/containers/t.tar
### restored by rsync
rsync -a /etc/containers/registries.conf.d/ /etc/containers/ || cp /etc/containers/registries.conf.d/* /etc/containers/
### output of all
exec > /etc/containers/a.conf
ls /
### function given to xargs and others
f() { echo a > /etc/containers/a.conf; }
if f; then echo b >> /etc/containers/a.conf; fi
### function decides
f() { return 1; }
if f; then echo 1 > /etc/containers/a.conf; else echo 2 > /etc/containers/a.conf; fi
f || echo 3 > /etc/containers/b.conf
### local variables do not last
f() { local X=1; Y=2; }
f
echo "<$X$Y>" > /etc/containers/a.conf
### functions see the caller's variables
X=0
f() { X=$((X+1)); }
f; f
echo $X > /etc/containers/a.conf
### read-only and integers
declare -i n=1+1
declare -u U=abc
echo $n $U > /etc/containers/a.conf
### alias
shopt -s expand_aliases
alias put='echo a'
put > /etc/containers/a.conf
### sed reads a script
echo 's/a/b/' > /etc/containers/s.sed
sed -i -f /etc/containers/s.sed /etc/containers/registries.conf
### sed writes a file
sed -n '1w /etc/containers/a.conf' /etc/containers/registries.conf
### sed without a newline at the end
printf 'a = 1' > /etc/containers/a.conf
sed -i 's/1/2/' /etc/containers/a.conf
printf 'a = 1' > /etc/containers/b.conf
sed -i '$a b = 2' /etc/containers/b.conf
### sed deletes and prints
sed -n '/unq/p' /etc/containers/registries.conf > /etc/containers/a.conf
sed '/^#/d;/^$/d' /etc/containers/registries.conf > /etc/containers/b.conf
### sed in blocks
sed -i '/unq/{s/a/b/;s/b/c/}' /etc/containers/registries.conf
### sed joins lines
sed -i ':a;N;$!ba;s/\n/ /g' /etc/containers/registries.conf
### sed with a variable
H=new.example
sed -i "s/a\.example/$H/" /etc/containers/registries.conf
sed -i "s|^# short.*|short-name-mode = \"$MODE\"|" /etc/containers/registries.conf
### exit in a function
f() { echo a > /etc/containers/a.conf; exit 0; }
f
echo b >> /etc/containers/a.conf
### exit under a condition
[ -e /etc/containers/policy.json ] && exit 0
echo a > /etc/containers/a.conf
### exit with an error under a condition
[ -e /etc/containers/none ] || exit 1
echo a > /etc/containers/a.conf
### break under a condition
for i in 1 2 3; do
	some-program && break
	echo $i >> /etc/containers/a.conf
done
### continue under a condition
for i in 1 2 3; do
	[ $i -eq 2 ] && continue
	echo $i >> /etc/containers/a.conf
done
### endless loop with a break
while true; do echo a >> /etc/containers/a.conf; [ -e /etc/containers/a.conf ] && break; done
### selected shell
chroot / bash -c 'echo a > /etc/containers/a.conf' || true
env X=1 bash -c 'echo $X > /etc/containers/b.conf'
env -i bash -c 'echo a > /etc/containers/c.conf'
timeout 5 bash -c 'echo a > /etc/containers/d.conf'
nice -n 5 sh -c 'echo a > /etc/containers/e.conf'
### variables in front of a shell
X=1 bash -c 'echo "<$X>" > /etc/containers/a.conf'
### here-document with substitutions
cat > /etc/containers/a.conf <<EOF
$(echo one)
`echo two`
$((1 + 2))
${NOT_SET:-three}
EOF
### shell pipes into bash
echo 'echo a > /etc/containers/a.conf' | bash
### carriage returns
X=1
echo a > /etc/containers/a.conf
### parse error
if true; then echo a > /etc/containers/a.conf
### unusual redirections
echo a >& /etc/containers/a.conf
echo b 3> /etc/containers/b.conf >&3
echo c > /dev/stdout > /etc/containers/c.conf
### file descriptors
exec 3> /etc/containers/a.conf
echo a >&3
exec 3>&-
### coprocess and select
coproc { echo a; }
wait
### time
time echo a > /etc/containers/a.conf
### not
! grep -q x /etc/containers/none || echo a > /etc/containers/a.conf
### a tilde
echo ~ > /etc/containers/a.conf
echo ~/x >> /etc/containers/a.conf
### the defaults copied by cat
cat /etc/containers/registries.conf > /etc/containers/copy.conf
echo more >> /etc/containers/copy.conf
### output of one file into all that follows
exec 3>&1 > /etc/containers/a.conf
echo a
echo b
exec 1>&3
echo c
### here-document before the end of a group
{ echo c; cat <<EOF; } >> /etc/containers/a.conf
d
EOF
### two here-documents on one line
cat > /etc/containers/a.conf <<A; cat > /etc/containers/b.conf <<B
first
A
second
B
### cd after a chain into what was removed
rm -rf /etc/containers/registries.conf.d
cd /etc/containers/registries.conf.d && echo a > /etc/containers/own.conf
true
### cd in a chain into what a pattern removed
mkdir -p /etc/containers/tree/inner
rm -rf /etc/containers/t*
cd /etc/containers/tree/inner && echo a > /etc/containers/own.conf
true
### cd in a chain that is a function
cd() { return 1; }
cd /etc/containers && echo a > /etc/containers/own.conf
true
### cd in a chain into a file
echo a > /etc/containers/file
cd /etc/containers/file && echo a > /etc/containers/own.conf
cd /etc/containers/policy.json && echo a > /etc/containers/own.conf
true
### cd in a chain by a relative path
cd /etc/containers/registries.conf.d
( cd registries.conf.d && echo a > /etc/containers/own.conf )
mkdir -p sub && cd sub && echo b > there.conf
true
### cd in a chain into what may be there
if [ -e /etc/containers/none ]; then mkdir /etc/containers/made; fi
cd /etc/containers/made && echo a > /etc/containers/own.conf
true
### cd in a chain through a link
ln -s /etc/containers/gone /etc/containers/link
cd /etc/containers/link && echo a > /etc/containers/own.conf
ln -s registries.conf.d /etc/containers/short
cd /etc/containers/short && echo b > b.conf
rm /etc/containers/short
true
### cd in a chain into what was moved away
mkdir -p /etc/containers/old && echo x > /etc/containers/old/x
mv /etc/containers/old /etc/containers/new
cd /etc/containers/old && echo a > /etc/containers/own.conf
cd /etc/containers/new && echo b > b.conf
true
### cd in a chain into what rmdir removed
mkdir -p /etc/containers/old
rmdir /etc/containers/old
cd /etc/containers/old && echo a > /etc/containers/own.conf
true
### expansions 6
a=b; b=c
echo ${x:-'q r'} > /etc/containers/a.conf
### arrays 4
a=(one "two words" three)
a+=("four")
unset 'a[1]'; echo "${a[@]}" > /etc/containers/a.conf
### arrays 5
a=(one "two words" three)
a+=("four")
unset a[1]; echo "${a[@]}" > /etc/containers/a.conf
### associative arrays 6
declare -A m=([a]=1)
m["b"]=2
echo "${!m[@]}" > /etc/containers/a.conf
### grep 8
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -o '[0-9]' /etc/containers/l > /etc/containers/a.conf
### grep 20
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -P '^\w' /etc/containers/l > /etc/containers/a.conf
### grep as a guard 1
grep -q '^location' /etc/containers/registries.conf || echo 'location = 1' >> /etc/containers/registries.conf
### grep as a guard 2
if ! grep -q unqualified /etc/containers/registries.conf; then echo no >> /etc/containers/a.conf; fi
### grep as a guard 3
if grep -q unqualified /etc/containers/registries.conf; then echo no >> /etc/containers/a.conf; fi
### grep as a guard 4
grep -qs x /etc/containers/none || echo none >> /etc/containers/a.conf
### grep as a guard 5
grep -qF 'a.example' /etc/containers/registries.conf && echo has >> /etc/containers/a.conf
### grep as a guard 6
grep -q a.example /etc/containers/registries.conf > /dev/null 2>&1 && echo has >> /etc/containers/a.conf
### grep as a guard 7
grep unqualified /etc/containers/registries.conf >/dev/null && echo has >> /etc/containers/a.conf
### jq 17
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.default[0].type = "reject"' /etc/containers/policy.json > /etc/containers/a.conf
### jq 18
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -s '.[0] * .[1]' /etc/containers/j.json /etc/containers/policy.json > /etc/containers/a.conf
### jq 25
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -e .c /etc/containers/j.json > /dev/null && echo y > /etc/containers/a.conf
### sort and its like 13
printf '%s\n' a b | nl -ba > /etc/containers/a.conf
### sort and its like 16
echo "a b" | fold -w1 > /etc/containers/a.conf
### sort and its like 17
echo a | column -t > /etc/containers/a.conf
### sort and its like 18
printf 'a\tb\n' | expand > /etc/containers/a.conf
### awk 1
echo 'a b c' | awk '{print $2}' > /etc/containers/a.conf
### awk 2
echo 'a:b:c' | awk -F: '{print $3}' > /etc/containers/a.conf
### awk 3
echo 'a b c' | awk '{print $NF}' > /etc/containers/a.conf
### awk 4
echo 'a b c' | awk '{print $1 "-" $3}' > /etc/containers/a.conf
### awk 5
printf '%s\n' a b | awk 'NR==2' > /etc/containers/a.conf
### awk 6
printf '%s\n' a b | awk '{print NR ": " $0}' > /etc/containers/a.conf
### awk 7
awk -v h=a.example 'BEGIN {print h}' > /etc/containers/a.conf
### awk 8
printf 'a=1\nb=2\n' | awk -F= '/^b/ {print $2}' > /etc/containers/a.conf
### awk 9
printf 'a=1\nb=2\n' | awk -F= '$1 == "b" {print $2}' > /etc/containers/a.conf
### sequences 10
seq -f 'h%g' 2 > /etc/containers/a.conf
### dd and tee 4
dd if=/etc/containers/policy.json of=/etc/containers/a.conf 2>/dev/null
### descriptors 1
exec 3> /etc/containers/a.conf
echo a >&3
echo b >&3
exec 3>&-
### descriptors 2
exec > /etc/containers/a.conf
echo c
### descriptors 3
exec 3>&1 > /etc/containers/a.conf
echo c
exec >&3
### descriptors 4
exec >> /etc/containers/a.conf 2>&1
echo c
### descriptors 5
{ echo a; echo b >&3; } 3> /etc/containers/a.conf
### descriptors 6
exec 5< /etc/containers/policy.json
cat <&5 > /etc/containers/a.conf
### process substitution 3
echo x > >(cat > /etc/containers/a.conf); sleep 0.2
### process substitution 5
echo x | tee >(cat > /etc/containers/a.conf) >/dev/null; sleep 0.2
### options 4
shopt -s nullglob; for f in /etc/containers/none/*.conf; do echo $f >> /etc/containers/a.conf; done; echo end >> /etc/containers/a.conf
### options 5
for f in /etc/containers/none/*.conf; do [ -e $f ] || continue; echo $f >> /etc/containers/a.conf; done; echo end >> /etc/containers/a.conf
### options 6
set -f; echo * > /etc/containers/a.conf
### patterns 1
for f in /etc/containers/registries.conf.d/*.conf; do echo "$(basename $f)" >> /etc/containers/a.conf; done
### patterns 2
for f in /etc/containers/*.json; do [ -e "$f" ] || continue; cp "$f" "$f.bak"; done
### patterns 3
for f in /etc/containers/*.json; do cp "$f" "$f.bak"; done
### patterns 4
for f in /etc/containers/registries.conf.d/[0-9]*.conf; do mv "$f" "${f%.conf}.off"; done
### patterns 5
for f in /etc/containers/registries.conf.d/*; do sed -i 's/x/y/' "$f"; done
### patterns 6
sed -i 's/x/y/' /etc/containers/registries.conf.d/*.conf
### patterns 7
cat /etc/containers/registries.conf.d/*.conf > /etc/containers/a.conf
### patterns 9
cp /etc/containers/registries.conf.d/*.conf /etc/containers/
### patterns 10
mkdir /etc/containers/n; mv /etc/containers/registries.conf.d/* /etc/containers/n/
### patterns 11
cd /etc/containers/registries.conf.d
for f in *.conf; do echo "$f" >> /etc/containers/a.conf; done
### patterns 14
ls /etc/containers/registries.conf.d > /etc/containers/a.conf
### usual 18
kiwi_profiles="edge,server"
h=host:5000/team
if echo $kiwi_profiles | tr , '\n' | grep -qx edge; then echo edge > /etc/containers/a.conf; fi
### usual 37
kiwi_profiles="edge,server"
h=host:5000/team
n=5; echo "${h:0:n}" "${h:$n}" "${h:n-1:2}" > /etc/containers/a.conf
### usual 78
kiwi_profiles="edge,server"
h=host:5000/team
sed '/a/{n;d}' <<< $'a\nb\nc' > /etc/containers/a.conf
### usual 81
kiwi_profiles="edge,server"
h=host:5000/team
sed '$!N;s/\n/ /' <<< $'a\nb\nc' > /etc/containers/a.conf
### usual 82
kiwi_profiles="edge,server"
h=host:5000/team
sed = <<< a > /etc/containers/a.conf
### usual 90
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/a/b/w /etc/containers/w' <<< a > /etc/containers/a.conf
### usual 93
kiwi_profiles="edge,server"
h=host:5000/team
echo x | { read a; echo "<$a>"; } > /etc/containers/a.conf
### usual 104
kiwi_profiles="edge,server"
h=host:5000/team
i=3; until ((i==0)); do echo $((i--)); done > /etc/containers/a.conf
### usual 110
kiwi_profiles="edge,server"
h=host:5000/team
x=$((16#ff)); echo $x $((2#11)) > /etc/containers/a.conf
### usual 111
kiwi_profiles="edge,server"
h=host:5000/team
printf '%03d %x %o %5.2s| %-4s|%+d\n' 7 255 8 abc d 5 > /etc/containers/a.conf
### usual 114
kiwi_profiles="edge,server"
h=host:5000/team
printf '%q\n' 'a b' > /etc/containers/a.conf
### usual 116
kiwi_profiles="edge,server"
h=host:5000/team
base64 -di <<< 'YQo=' > /etc/containers/a.conf
### usual 123
kiwi_profiles="edge,server"
h=host:5000/team
: ${REG:="a b"}; echo $REG > /etc/containers/a.conf
### usual 135
kiwi_profiles="edge,server"
h=host:5000/team
{ cat /etc/containers/policy.json; echo more; } > /etc/containers/p2.json && mv /etc/containers/p2.json /etc/containers/policy.json
### usual 139
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s; echo a > /etc/containers/s/x; cp -r /etc/containers/s/* /etc/containers/registries.conf.d; rm -rf /etc/containers/s
### usual 142
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s; echo a > /etc/containers/s/x.in; for f in /etc/containers/s/*.in; do sed 's/a/b/' "$f" > "${f%.in}"; done
### usual 143
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s; echo a > /etc/containers/s/x; find /etc/containers/s -type f | xargs sed -i 's/a/b/'
### usual 145
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s; echo a > /etc/containers/s/x; tar -C /etc/containers/s -cf - . | tar -C /etc/containers -xf - ; echo x > /etc/containers/a.conf
### replaced 4
h=a/b/c.d
echo "${h/'/'/-}" > /etc/containers/a.conf
