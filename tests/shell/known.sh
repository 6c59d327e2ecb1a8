### here-document
cat > /etc/containers/registries.conf <<EOF
a = ["b"]
EOF
### here-document appended, operator spaced
cat >> /etc/containers/registries.conf << EOF

[[registry]]
location = "x"
EOF
### quoted delimiter
X=1
cat > /etc/containers/a.conf <<'EOF'
$X ${X} `date` \$ \\ "q"
EOF
### double-quoted delimiter
cat <<"E F" > /etc/containers/a.conf
$X
E F
### escaped delimiter
cat > /etc/containers/a.conf <<\EOF
$X
EOF
### unquoted delimiter
X='a b'
cat > /etc/containers/a.conf <<EOF
$X ${X} \$X \` \\ "q" 'r' \n
joined \
lines
EOF
### tabs taken off
if true; then
	cat > /etc/containers/a.conf <<-EOF
		one
		  two
	EOF
fi
### here-document and what follows
cat > /etc/containers/a.conf <<EOF && echo more >> /etc/containers/a.conf
text
EOF
echo last >> /etc/containers/a.conf
### here-document into a pipe
cat <<EOF | tee /etc/containers/a.conf /etc/containers/b.conf > /dev/null
text
EOF
### tee appends
echo x | tee -a /etc/containers/registries.conf
echo y | tee --append /etc/containers/registries.conf >/dev/null 2>&1
### here-string
cat > /etc/containers/a.conf <<< "a 'b'"
X="two  words"
cat >> /etc/containers/a.conf <<< $X
cat >> /etc/containers/a.conf <<<"$X"
### echo with quotes
echo key = ["a"] > /etc/containers/a.conf
echo 'key = ["a"]' >> /etc/containers/a.conf
echo "key = [\"a\"]" >> /etc/containers/a.conf
### echo and its options
echo -n a > /etc/containers/a.conf
echo -e 'b\tc\n\\d' >> /etc/containers/a.conf
echo -E 'e\nf' >> /etc/containers/a.conf
echo 'g\nh' >> /etc/containers/a.conf
echo -x y >> /etc/containers/a.conf
echo -ne 'i\n' >> /etc/containers/a.conf
echo "a" -n >> /etc/containers/a.conf
### echo splits what is not quoted
X='a   b
c'
echo $X > /etc/containers/a.conf
echo "$X" >> /etc/containers/a.conf
echo x$X-y >> /etc/containers/a.conf
### printf
printf 'a\n' > /etc/containers/a.conf
printf '%s = "%s"\n' k v l w >> /etc/containers/a.conf
printf "%s\n" "x y" z >> /etc/containers/a.conf
printf 'no newline' >> /etc/containers/a.conf
printf '\n"\"%%\n' >> /etc/containers/a.conf
printf -- '-%s-\n' >> /etc/containers/a.conf
printf '%d|%d\n' 3 >> /etc/containers/a.conf
printf '%b' 'a\nb\n' >> /etc/containers/a.conf
### only a redirection
> /etc/containers/registries.conf
: > /etc/containers/policy.json
### noclobber does not matter with its override
set -o noclobber
echo a >| /etc/containers/registries.conf
### variables
DIR=/etc/containers
F="$DIR/a.conf"
H=registry.example.com
P=${H}:5000
echo "location = \"$P/${H}x\"" > "$F"
echo $H >> ${DIR}/a.conf
F+=.d
echo 1 > $F
### defaults of variables
echo "${X:-y}" > /etc/containers/a.conf
X=
echo "${X:-y}" "${X-y}" >> /etc/containers/a.conf
X=1
echo ${X:-y} ${X:+set} "${Y:+set}" >> /etc/containers/a.conf
echo "${Z:=z}" >> /etc/containers/a.conf
echo $Z >> /etc/containers/a.conf
### variables that are not set
echo a $NO b > /etc/containers/a.conf
echo "a $NO b" >> /etc/containers/a.conf
echo a$NO >> /etc/containers/a.conf
echo $NO >> /etc/containers/a.conf
### unset
X=1
unset X
echo "<$X>" > /etc/containers/a.conf
### assignment in front of a command does not last
X=1
X=2 true
echo $X > /etc/containers/a.conf
### export and local
export X=1
f() { local X=2; echo $X > /etc/containers/a.conf; }
f
echo $X >> /etc/containers/a.conf
### functions
write() {
	echo "$2" >> "$1"
	echo $# >> "$1"
}
write /etc/containers/a.conf one
write /etc/containers/a.conf "two words" three
### function with redirection
f() { echo a; echo b; } > /etc/containers/a.conf
f
### function returns
f() {
	echo a >> /etc/containers/a.conf
	return
	echo b >> /etc/containers/a.conf
}
f
echo c >> /etc/containers/a.conf
### all arguments
f() { for a in "$@"; do echo "<$a>"; done > /etc/containers/a.conf; echo "$*" >> /etc/containers/a.conf; }
f a "b c"
### loop over words
for host in a.example b.example; do
	printf '[[registry]]\nlocation = "%s"\n' "$host" >> /etc/containers/registries.conf
done
### loop over a variable
HOSTS="a.example b.example"
for host in $HOSTS; do echo $host; done > /etc/containers/a.conf
### loop over braces
for n in {a,b}c; do echo $n >> /etc/containers/a.conf; done
touch /etc/containers/{c,d}.conf
### array
HOSTS=(a.example "b c")
for host in "${HOSTS[@]}"; do echo "$host" >> /etc/containers/a.conf; done
echo "${HOSTS[1]}" ${#HOSTS[@]} >> /etc/containers/a.conf
HOSTS+=(d)
echo "${HOSTS[*]}" >> /etc/containers/a.conf
### loop ends early
for n in 1 2 3; do
	if [ "$n" = 2 ]; then break; fi
	echo $n >> /etc/containers/a.conf
done
### break without condition
for n in 1 2 3; do
	echo $n >> /etc/containers/a.conf
	break
done
for n in 1 2; do
	continue
	echo no >> /etc/containers/a.conf
done
### group
{ echo a; echo b; } > /etc/containers/a.conf
### group with a pipe
{ echo a; echo b; } | tee /etc/containers/a.conf
### subshell
X=1
( X=2; cd /etc/containers; echo $X > a.conf )
echo $X >> /etc/containers/a.conf
### standard error is not the file
{ echo a; echo b >&2; echo c 1>&2; } > /etc/containers/a.conf 2>/dev/null
### exit ends a subshell only
( echo a > /etc/containers/a.conf; exit 1; echo b >> /etc/containers/a.conf )
echo c >> /etc/containers/a.conf
### exit
echo a > /etc/containers/a.conf
exit 0
echo b >> /etc/containers/a.conf
### change of directory
cd /etc/containers
echo a > a.conf
cd registries.conf.d
echo b > b.conf
cd ..
echo c > ./c.conf
cd - > /dev/null
echo d > d.conf
### directory stack
cd /etc/containers/registries.conf.d
pushd /etc/containers > /dev/null
echo a > a.conf
pushd registries.conf.d
echo b > a.conf
popd
echo c > c.conf
popd
echo d > d.conf
### command substitution
X=$(echo a; echo b)
echo "$X" > /etc/containers/a.conf
Y=`echo c`
echo $Y "$(printf 'd\n\n')" >> /etc/containers/a.conf
### command substitution of a file
echo one > /etc/containers/a.conf
X=$(cat /etc/containers/a.conf)
Y=$(< /etc/containers/a.conf)
echo "$X $Y" > /etc/containers/b.conf
### here-document in a substitution
X=$(cat <<'EOF'
a "b"
c
EOF
)
echo "$X" > /etc/containers/a.conf
### nested shells
bash -c 'echo a > /etc/containers/a.conf'
sh -c "echo b >> /etc/containers/a.conf"
eval 'echo c >> /etc/containers/a.conf'
bash -c 'X=1; echo $X' >> /etc/containers/a.conf
X=2
bash -c 'echo "<$X>"' >> /etc/containers/a.conf
export X
bash -c 'echo "<$X>"' >> /etc/containers/a.conf
### positional parameters of a nested shell
bash -c 'echo "$1" > /etc/containers/a.conf' name value
### here-document run by a shell
bash <<'EOF'
echo a > /etc/containers/a.conf
EOF
### sourced file
cat > /etc/containers/lib.sh <<'EOF'
put() { echo "$1" >> /etc/containers/a.conf; }
NAME=value
EOF
. /etc/containers/lib.sh
put "$NAME"
### script that is run
cat > /etc/containers/run.sh <<'EOF'
echo "$1" > /etc/containers/a.conf
EOF
bash /etc/containers/run.sh arg
### trap at the end
trap 'echo end >> /etc/containers/a.conf' EXIT
echo a > /etc/containers/a.conf
### set -e
set -euo pipefail
echo a > /etc/containers/a.conf
### copy
echo a > /etc/containers/a.conf
cp /etc/containers/a.conf /etc/containers/b.conf
cp -a /etc/containers/a.conf /etc/containers/registries.conf.d/
cp /etc/containers/a.conf /etc/containers/registries.conf
echo b >> /etc/containers/a.conf
### move
echo a > /etc/containers/a.conf
mv /etc/containers/a.conf /etc/containers/registries.conf.d/90-a.conf
### move away and back
mv /etc/containers/registries.conf /etc/containers/registries.conf.orig
echo tmp > /etc/containers/registries.conf
mv /etc/containers/registries.conf.orig /etc/containers/registries.conf
### copy and change
cp /etc/containers/policy.json /etc/containers/policy.json.bak
echo x > /etc/containers/policy.json
### directory moved away and back
mv /etc/containers/registries.conf.d /etc/containers/saved
mv /etc/containers/saved /etc/containers/registries.conf.d
### directory moved away
mv /etc/containers/registries.conf.d /etc/containers/saved
mkdir /etc/containers/registries.conf.d
echo a > /etc/containers/registries.conf.d/a.conf
### install
echo a > /etc/containers/a.conf
install -D -m 0644 /etc/containers/a.conf /etc/containers/new/b.conf
install -d /etc/containers/dir
install -m644 -t /etc/containers/dir /etc/containers/a.conf
### install from standard input
install -m 644 /dev/stdin /etc/containers/a.conf <<EOF
text
EOF
cp /dev/null /etc/containers/policy.json
cat /dev/null > /etc/containers/registries.conf
### directories made
mkdir -p /etc/containers/sub/dir
echo a > /etc/containers/a.conf
cp /etc/containers/a.conf /etc/containers/sub/dir
mv /etc/containers/a.conf /etc/containers/sub
### links
echo a > /etc/containers/a.conf
ln -s a.conf /etc/containers/b.conf
ln -sf /etc/containers/a.conf /etc/containers/registries.conf.d/c.conf
echo b >> /etc/containers/b.conf
cat /etc/containers/b.conf > /etc/containers/d.conf
### link to nothing
ln -sf /dev/null /etc/containers/registries.conf.d/000-names.conf
### hard link
echo a > /etc/containers/a.conf
ln /etc/containers/a.conf /etc/containers/b.conf
### link into a directory
echo a > /etc/containers/a.conf
ln -s ../a.conf /etc/containers/registries.conf.d/
### remove
rm -f /etc/containers/policy.json /etc/containers/nothing
rm /etc/containers/registries.conf
### remove by pattern
rm -f /etc/containers/registries.conf.d/*.conf
### remove all below
rm -rf /etc/containers/registries.conf.d/*
### remove a directory
rm -rf /etc/containers/registries.conf.d
mkdir /etc/containers/registries.conf.d
echo a > /etc/containers/registries.conf.d/a.conf
### truncate
truncate -s 0 /etc/containers/registries.conf
truncate --size=0 /etc/containers/policy.json
touch /etc/containers/a.conf
### sed
echo 'a = "b"' > /etc/containers/a.conf
sed -i 's/"b"/"c"/' /etc/containers/a.conf
sed -i -e '/x/d' -e 's/^a/z/' /etc/containers/a.conf
sed -i '$a\last = 1' /etc/containers/a.conf
sed -i '1i\first = 1' /etc/containers/a.conf
### sed on the defaults
sed -i 's/^unqualified-search-registries.*/unqualified-search-registries = ["c.example"]/' /etc/containers/registries.conf
sed -i 's/^# *short-name-mode.*/short-name-mode = "disabled"/' /etc/containers/registries.conf
### sed with ranges
sed -i '2,3d' /etc/containers/registries.conf
sed -i '/defaults/,/end/s/#/;/' /etc/containers/registries.conf
### sed with a suffix keeps a copy
sed -i.bak 's/a/b/' /etc/containers/policy.json
### sed changes a line
sed -i '/^unq/c\unqualified-search-registries = []' /etc/containers/registries.conf
sed -i '/^$/d' /etc/containers/registries.conf
### sed inserts several lines
sed -i '/^unq/i\
one\
two' /etc/containers/registries.conf
### sed as a filter
echo abc | sed 's/b/X/' > /etc/containers/a.conf
sed 's/a/b/g' /etc/containers/a.conf > /etc/containers/b.conf
### sed in a loop
for f in /etc/containers/registries.conf /etc/containers/policy.json; do sed -i 's/a/b/' $f; done
### condition that is known
echo a > /etc/containers/a.conf
[ -f /etc/containers/a.conf ] && echo b >> /etc/containers/a.conf
if [ ! -e /etc/containers/a.conf ]; then echo c >> /etc/containers/a.conf; fi
rm /etc/containers/a.conf
test -e /etc/containers/a.conf || echo d > /etc/containers/a.conf
### condition on a string
X=a
if [ "$X" = a ]; then echo 1 > /etc/containers/a.conf; else echo 2 > /etc/containers/a.conf; fi
[[ $X == b ]] && echo 3 >> /etc/containers/a.conf
[ -n "$X" ] && echo 4 >> /etc/containers/a.conf
[ -z "$X" ] || echo 5 >> /etc/containers/a.conf
### case on a known word
X=b
case "$X" in
	a) echo 1 > /etc/containers/a.conf ;;
	b|c) echo 2 > /etc/containers/a.conf ;;
	*) echo 3 > /etc/containers/a.conf ;;
esac
### true and false
if true; then echo 1 > /etc/containers/a.conf; fi
false && echo 2 >> /etc/containers/a.conf
false || echo 3 >> /etc/containers/a.conf
! true || echo 4 >> /etc/containers/a.conf
### continued lines and comments
echo a \
	b > /etc/containers/a.conf # note
# echo c >> /etc/containers/a.conf
### files put together
echo a > /etc/containers/a.conf
cat /etc/containers/a.conf - <<< b > /etc/containers/b.conf
cat /etc/containers/a.conf /etc/containers/b.conf >> /etc/containers/c.conf
### background
echo a > /etc/containers/a.conf &
wait
### ANSI quotes
echo $'a\tb\n\x41\'' > /etc/containers/a.conf
echo $"plain" >> /etc/containers/a.conf
### several redirections
echo a > /etc/containers/a.conf > /etc/containers/b.conf
echo b 2>/dev/null >> /etc/containers/b.conf
echo c >> /etc/containers/b.conf 2>&1
echo d &>> /etc/containers/b.conf
