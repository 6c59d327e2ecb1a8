### expansions 1
a=b; b=c
echo "${!a}" > /etc/containers/a.conf
### expansions 2
a=b; b=c
echo "${x:-${y:-z}}" > /etc/containers/a.conf
### expansions 3
a=b; b=c
echo "${a:+"$b"}" > /etc/containers/a.conf
### expansions 4
a=b; b=c
echo "${x:-$(echo sub)}" > /etc/containers/a.conf
### expansions 5
a=b; b=c
echo "${x:-a b}" > /etc/containers/a.conf
### expansions 7
a=b; b=c
name=HOST_1; HOST_1=h; echo "${!name}" > /etc/containers/a.conf
### arrays 1
a=(one "two words" three)
a+=("four")
echo "${a[@]}" "${#a[@]}" "${a[0]}" "${a[-1]}" "${#a[1]}" > /etc/containers/a.conf
### arrays 2
a=(one "two words" three)
a+=("four")
echo "${!a[@]}" > /etc/containers/a.conf
### arrays 3
a=(one "two words" three)
a+=("four")
for i in "${!a[@]}"; do echo "$i=${a[i]}"; done > /etc/containers/a.conf
### arrays 6
a=(one "two words" three)
a+=("four")
echo "${a[*]/o/0}" > /etc/containers/a.conf
### arrays 7
a=(one "two words" three)
a+=("four")
echo "${a[@]%e}" > /etc/containers/a.conf
### arrays 8
a=(one "two words" three)
a+=("four")
echo "${a[@]:1:1}" > /etc/containers/a.conf
### arrays 9
a=(one "two words" three)
a+=("four")
b=("${a[@]}" x); printf '<%s>' "${b[@]}" > /etc/containers/a.conf
### arrays 10
a=(one "two words" three)
a+=("four")
(IFS=,; echo "${a[*]}") > /etc/containers/a.conf
### arrays 11
a=(one "two words" three)
a+=("four")
IFS=,; echo "${a[*]}" > /etc/containers/a.conf
### arrays 12
a=(one "two words" three)
a+=("four")
echo "${a[@]^^}" > /etc/containers/a.conf
### arrays 13
a=(one "two words" three)
a+=("four")
echo "${a[$((1+1))]}" > /etc/containers/a.conf
### arrays 14
a=(one "two words" three)
a+=("four")
a=(); echo "${#a[@]}" > /etc/containers/a.conf
### arrays 15
a=(one "two words" three)
a+=("four")
[[ " ${a[*]} " == *" one "* ]] && echo has > /etc/containers/a.conf
### arrays 16
a=(one "two words" three)
a+=("four")
a[1]=z; echo "${a[1]}" > /etc/containers/a.conf
### arrays 17
a=(one "two words" three)
a+=("four")
printf -v s '%s,' "${a[@]}"; echo "${s%,}" > /etc/containers/a.conf
### arrays 18
a=(one "two words" three)
a+=("four")
last=${#a[@]}; echo "${a[last-1]}" > /etc/containers/a.conf
### associative arrays 1
declare -A m=([a]=1)
m["b"]=2
echo "${m[c]-none}" > /etc/containers/a.conf
### associative arrays 2
declare -A m=([a]=1)
m["b"]=2
echo "${m[c]:-none}" > /etc/containers/a.conf
### associative arrays 3
declare -A m=([a]=1)
m["b"]=2
[[ -v m[a] ]] && echo has > /etc/containers/a.conf
### associative arrays 4
declare -A m=([a]=1)
m["b"]=2
[ -n "${m[c]:-}" ] || echo not > /etc/containers/a.conf
### associative arrays 5
declare -A m=([a]=1)
m["b"]=2
[[ ${m[a]+x} ]] && echo has > /etc/containers/a.conf
### associative arrays 7
declare -A m=([a]=1)
m["b"]=2
unset 'm[a]'; echo "${#m[@]}" > /etc/containers/a.conf
### head and tail 1
printf '%s\n' a b c d > /etc/containers/l
head -n 2 /etc/containers/l > /etc/containers/a.conf
### head and tail 2
printf '%s\n' a b c d > /etc/containers/l
head -3 /etc/containers/l > /etc/containers/a.conf
### head and tail 3
printf '%s\n' a b c d > /etc/containers/l
head -n3 /etc/containers/l > /etc/containers/a.conf
### head and tail 4
printf '%s\n' a b c d > /etc/containers/l
head --lines=3 /etc/containers/l > /etc/containers/a.conf
### head and tail 5
printf '%s\n' a b c d > /etc/containers/l
head -n -1 /etc/containers/l > /etc/containers/a.conf
### head and tail 6
printf '%s\n' a b c d > /etc/containers/l
tail -n +3 /etc/containers/l > /etc/containers/a.conf
### head and tail 7
printf '%s\n' a b c d > /etc/containers/l
tail -1 /etc/containers/l > /etc/containers/a.conf
### head and tail 8
printf '%s\n' a b c d > /etc/containers/l
tail -n2 /etc/containers/l > /etc/containers/a.conf
### head and tail 9
printf '%s\n' a b c d > /etc/containers/l
head -c 3 /etc/containers/l > /etc/containers/a.conf
### head and tail 10
printf '%s\n' a b c d > /etc/containers/l
tail -c 3 /etc/containers/l > /etc/containers/a.conf
### head and tail 11
printf '%s\n' a b c d > /etc/containers/l
cat /etc/containers/l | head -1 > /etc/containers/a.conf
### head and tail 12
printf '%s\n' a b c d > /etc/containers/l
head /etc/containers/l > /etc/containers/a.conf
### head and tail 13
printf '%s\n' a b c d > /etc/containers/l
tail /etc/containers/l > /etc/containers/a.conf
### head and tail 14
printf '%s\n' a b c d > /etc/containers/l
head -n 1 < /etc/containers/l > /etc/containers/a.conf
### tr 1
echo 'Hello World' | tr 'A-Z' 'a-z' > /etc/containers/a.conf
### tr 2
echo 'Hello World' | tr '[:lower:]' '[:upper:]' > /etc/containers/a.conf
### tr 3
echo 'a  b   c' | tr -s ' ' > /etc/containers/a.conf
### tr 4
echo 'a  b   c' | tr -s ' ' '_' > /etc/containers/a.conf
### tr 5
printf 'a\r\nb\r\n' | tr -d '\r' > /etc/containers/a.conf
### tr 6
echo a,b,c | tr , '\n' > /etc/containers/a.conf
### tr 7
echo abc-123 | tr -cd '[:alnum:]\n' > /etc/containers/a.conf
### tr 8
echo abc | tr abc xyz > /etc/containers/a.conf
### tr 9
echo abcdef | tr a-c x > /etc/containers/a.conf
### tr 10
tr a b <<< abc > /etc/containers/a.conf
### tr 11
tr -d '"' <<< '"a"' > /etc/containers/a.conf
### tr 12
echo a_b | tr _ - > /etc/containers/a.conf
### tr 13
echo 'a b' | tr '[:space:]' '\n' > /etc/containers/a.conf
### tr 14
echo "a/b" | tr / - > /etc/containers/a.conf
### tr 15
echo abc | tr -c 'a\n' x > /etc/containers/a.conf
### grep 1
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -v '^#' /etc/containers/l > /etc/containers/a.conf
### grep 2
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -v '^ *#' /etc/containers/l | grep . > /etc/containers/a.conf
### grep 3
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -E '^[a-z]+ =' /etc/containers/l > /etc/containers/a.conf
### grep 4
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -i '^b' /etc/containers/l > /etc/containers/a.conf
### grep 5
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -F 'a = ' /etc/containers/l > /etc/containers/a.conf
### grep 6
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -vE '^(#|$)' /etc/containers/l > /etc/containers/a.conf
### grep 7
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -c = /etc/containers/l > /etc/containers/a.conf
### grep 9
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -n B /etc/containers/l > /etc/containers/a.conf
### grep 10
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -ve '^#' -e '^$' /etc/containers/l > /etc/containers/a.conf
### grep 11
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -v -e '^#' -e '^$' /etc/containers/l > /etc/containers/a.conf
### grep 12
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -h a /etc/containers/l > /etc/containers/a.conf
### grep 13
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -m1 = /etc/containers/l > /etc/containers/a.conf
### grep 14
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -w B /etc/containers/l > /etc/containers/a.conf
### grep 15
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -x 'B = 2' /etc/containers/l > /etc/containers/a.conf
### grep 16
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -v nothing < /etc/containers/l > /etc/containers/a.conf
### grep 17
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
egrep -v '^#' /etc/containers/l > /etc/containers/a.conf
### grep 18
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
fgrep 'a =' /etc/containers/l > /etc/containers/a.conf
### grep 19
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep '^[^#]' /etc/containers/l > /etc/containers/a.conf
### grep 21
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
grep -v '^[[:space:]]*\(#\|$\)' /etc/containers/l > /etc/containers/a.conf
### grep 22
printf '%s\n' '# c' 'a = 1' '' '  # d' 'B = 2' > /etc/containers/l
x=$(grep '^a' /etc/containers/l | cut -d= -f2); echo $x > /etc/containers/a.conf
### grep as a guard 8
echo x > /etc/containers/a.conf; grep -q x /etc/containers/a.conf || echo y >> /etc/containers/a.conf
### jq 1
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq . /etc/containers/j.json > /etc/containers/a.conf
### jq 2
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -r '.a.b[1]' /etc/containers/j.json > /etc/containers/a.conf
### jq 3
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -c '.a' /etc/containers/j.json > /etc/containers/a.conf
### jq 4
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.c = false' /etc/containers/j.json > /etc/containers/a.conf
### jq 5
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -n '{default: [{type: "insecureAcceptAnything"}]}' > /etc/containers/a.conf
### jq 6
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '. + {"d": 1}' /etc/containers/j.json > /etc/containers/a.conf
### jq 7
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq --arg h a.example '.h = $h' /etc/containers/j.json > /etc/containers/a.conf
### jq 8
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq 'del(.a)' /etc/containers/j.json > /etc/containers/a.conf
### jq 9
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.a.b += ["y"]' /etc/containers/j.json > /etc/containers/a.conf
### jq 10
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.["c"]' /etc/containers/j.json > /etc/containers/a.conf
### jq 11
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.x."y-z" = "v"' /etc/containers/j.json > /etc/containers/a.conf
### jq 12
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq . <<< '{"a":1}' > /etc/containers/a.conf
### jq 13
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
cat /etc/containers/j.json | jq . > /etc/containers/a.conf
### jq 14
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.a * {"z": 2}' /etc/containers/j.json > /etc/containers/a.conf
### jq 15
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -n --arg u x '{"user": $u}' > /etc/containers/a.conf
### jq 16
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -n '{"a": 1, "b": [true, null]}' > /etc/containers/a.conf
### jq 19
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -S . /etc/containers/j.json > /etc/containers/a.conf
### jq 20
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq --tab . /etc/containers/j.json > /etc/containers/a.conf
### jq 21
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq '.a.b | length' /etc/containers/j.json > /etc/containers/a.conf
### jq 22
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -r '.a.b[]' /etc/containers/j.json > /etc/containers/a.conf
### jq 23
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq 'keys' /etc/containers/j.json > /etc/containers/a.conf
### jq 24
echo '{"a": {"b": [1, "x"]}, "c": true}' > /etc/containers/j.json
jq -j '.c' /etc/containers/j.json > /etc/containers/a.conf
### cut 1
echo 'a:b:c' | cut -d: -f1,3 > /etc/containers/a.conf
### cut 2
echo 'abcdef' | cut -c2-4 > /etc/containers/a.conf
### cut 3
echo 'x y z' | cut -d' ' -f2- > /etc/containers/a.conf
### cut 4
cut -d= -f2 <<< 'a=b' > /etc/containers/a.conf
### cut 5
echo 'x y z' | cut -d ' ' -f 1 > /etc/containers/a.conf
### cut 6
echo 'x,y,z' | cut -f-2 -d, > /etc/containers/a.conf
### sort and its like 1
printf '%s\n' c a b a | sort -u > /etc/containers/a.conf
### sort and its like 2
printf '%s\n' c a b a | sort > /etc/containers/a.conf
### sort and its like 3
printf '%s\n' c a b a | sort -r > /etc/containers/a.conf
### sort and its like 4
printf '%s\n' 10 9 1 | sort -n > /etc/containers/a.conf
### sort and its like 5
printf '%s\n' a a b | uniq > /etc/containers/a.conf
### sort and its like 6
printf '%s\n' a a b | uniq -c > /etc/containers/a.conf
### sort and its like 7
printf '%s\n' a b c | paste -sd, > /etc/containers/a.conf
### sort and its like 8
printf '%s\n' a b c | paste -s -d, - > /etc/containers/a.conf
### sort and its like 9
printf '%s\n' a b | wc -l > /etc/containers/a.conf
### sort and its like 10
printf 'abc' | wc -c > /etc/containers/a.conf
### sort and its like 11
printf '%s\n' a b | tac > /etc/containers/a.conf
### sort and its like 12
printf '%s\n' a b | rev > /etc/containers/a.conf
### sort and its like 14
printf '%s\n' a b | tr '\n' , | sed 's/,$//' > /etc/containers/a.conf
### sort and its like 15
printf '%s\n' a b | xargs > /etc/containers/a.conf
### links 1
echo a > /etc/containers/z.conf
ln -s z.conf /etc/containers/l
readlink /etc/containers/l > /etc/containers/a.conf
### links 2
echo a > /etc/containers/z.conf
ln -s z.conf /etc/containers/l
x=$(readlink -f /etc/containers/l); echo new > "$x"
### links 3
echo a > /etc/containers/z.conf
ln -s z.conf /etc/containers/l
x=$(realpath /etc/containers/l); echo new > "$x"
### links 4
echo a > /etc/containers/z.conf
ln -s z.conf /etc/containers/l
cat /etc/containers/l > /etc/containers/a.conf
### links 5
echo a > /etc/containers/z.conf
ln -s z.conf /etc/containers/l
[ -L /etc/containers/l ] && echo link > /etc/containers/a.conf
### links 6
echo a > /etc/containers/z.conf
ln -s z.conf /etc/containers/l
[ -h /etc/containers/z.conf ] || echo file > /etc/containers/a.conf
### sequences 1
for i in $(seq 1 3); do echo $i; done > /etc/containers/a.conf
### sequences 2
for i in $(seq -w 8 10); do echo $i; done > /etc/containers/a.conf
### sequences 3
for i in {1..3} {a..c}; do echo -n "$i "; done > /etc/containers/a.conf
### sequences 4
for i in {01..03}; do echo -n "$i "; done > /etc/containers/a.conf
### sequences 5
for i in {5..1..2}; do echo -n "$i "; done > /etc/containers/a.conf
### sequences 6
for i in {50..60..10}; do echo -n "$i "; done > /etc/containers/a.conf
### sequences 7
seq -s, 1 4 > /etc/containers/a.conf
### sequences 8
seq 3 > /etc/containers/a.conf
### sequences 9
seq 3 -1 1 > /etc/containers/a.conf
### dd and tee 1
echo text | dd of=OUT

### dd and tee 2
echo text | dd of=/etc/containers/a.conf 2>/dev/null
### dd and tee 3
echo text | dd of=/etc/containers/a.conf status=none
### dd and tee 5
dd of=/etc/containers/a.conf <<EOF
x
EOF
### dd and tee 6
echo x | tee /etc/containers/b.conf /etc/containers/a.conf >/dev/null
### dd and tee 7
tee /etc/containers/a.conf <<EOF >/dev/null
d
EOF
### dd and tee 8
tee -a /etc/containers/a.conf <<< more > /dev/null
### dd and tee 9
sed 's/^/> /' <<EOF | tee /etc/containers/a.conf
line
EOF
### descriptors 7
exec 1>OUT
echo c
### process substitution 1
cat <(echo a) <(echo b) > /etc/containers/a.conf
### process substitution 2
while read -r l; do echo "x$l"; done < <(printf '%s\n' 1 2) > /etc/containers/a.conf
### process substitution 4
sort -u <(echo b; echo a) > /etc/containers/a.conf
### options 1
set -eu; echo x > /etc/containers/a.conf
### options 2
set -o pipefail; echo x > /etc/containers/a.conf
### options 3
set -x
echo y > /etc/containers/a.conf
set +x
### options 7
shopt -s dotglob; echo x > /etc/containers/a.conf
### patterns 8
rm /etc/containers/registries.conf.d/5?-more.conf
### patterns 12
cd /etc/containers/registries.conf.d && rm -f *.conf
### patterns 13
chmod 644 /etc/containers/registries.conf.d/*
### usual 1
kiwi_profiles="edge,server"
h=host:5000/team
if [[ "$kiwi_profiles" =~ (^|,)edge(,|$) ]]; then echo edge > /etc/containers/a.conf; fi
### usual 2
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $kiwi_profiles =~ "serv" ]]; then echo edge > /etc/containers/a.conf; fi
### usual 3
kiwi_profiles="edge,server"
h=host:5000/team
if [[ ! $kiwi_profiles =~ x ]]; then echo edge > /etc/containers/a.conf; fi
### usual 4
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $kiwi_profiles == *"edge"* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 5
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $kiwi_profiles == *edge* || $kiwi_profiles == *none* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 6
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $kiwi_profiles == *edge* && $kiwi_profiles != *none* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 7
kiwi_profiles="edge,server"
h=host:5000/team
if [[ ",$kiwi_profiles," == *",edge,"* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 8
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $h == host:* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 9
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $h == [a-h]* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 10
kiwi_profiles="edge,server"
h=host:5000/team
if [[ $h == *[[:digit:]]* ]]; then echo edge > /etc/containers/a.conf; fi
### usual 11
kiwi_profiles="edge,server"
h=host:5000/team
if [[ -n "$h" && -z "" ]]; then echo edge > /etc/containers/a.conf; fi
### usual 12
kiwi_profiles="edge,server"
h=host:5000/team
if [ "$h" = "x y" ]; then echo edge > /etc/containers/a.conf; else echo no > /etc/containers/a.conf; fi
### usual 13
kiwi_profiles="edge,server"
h=host:5000/team
if [ ! -e /etc/containers/policy.json -a -n x ]; then :; else echo no > /etc/containers/a.conf; fi; rm -f /etc/containers/a.conf; echo x > /etc/containers/a.conf
### usual 14
kiwi_profiles="edge,server"
h=host:5000/team
if [ -n "$h" ] && [ "$h" != x ]; then echo edge > /etc/containers/a.conf; fi
### usual 15
kiwi_profiles="edge,server"
h=host:5000/team
if test "$h" != x -a "$h" != y; then echo edge > /etc/containers/a.conf; fi
### usual 16
kiwi_profiles="edge,server"
h=host:5000/team
if echo "$kiwi_profiles" | grep -q edge; then echo edge > /etc/containers/a.conf; fi
### usual 17
kiwi_profiles="edge,server"
h=host:5000/team
if echo "$kiwi_profiles" | grep -qw server; then echo edge > /etc/containers/a.conf; fi
### usual 19
kiwi_profiles="edge,server"
h=host:5000/team
if grep -q server <<< "$kiwi_profiles"; then echo edge > /etc/containers/a.conf; fi
### usual 20
kiwi_profiles="edge,server"
h=host:5000/team
IFS=,; for p in $kiwi_profiles; do echo "<$p>"; done > /etc/containers/a.conf
### usual 21
kiwi_profiles="edge,server"
h=host:5000/team
IFS=, read -ra P <<< "$kiwi_profiles"; for p in "${P[@]}"; do echo "<$p>"; done > /etc/containers/a.conf
### usual 22
kiwi_profiles="edge,server"
h=host:5000/team
for p in ${kiwi_profiles//,/ }; do echo "<$p>"; done > /etc/containers/a.conf
### usual 23
kiwi_profiles="edge,server"
h=host:5000/team
for p in $(echo $kiwi_profiles | tr , ' '); do case $p in edge) echo e;; *) echo o;; esac; done > /etc/containers/a.conf
### usual 24
kiwi_profiles="edge,server"
h=host:5000/team
for p in $(echo $kiwi_profiles | sed 's/,/ /g'); do echo $p; done > /etc/containers/a.conf
### usual 25
kiwi_profiles="edge,server"
h=host:5000/team
for p in `echo $kiwi_profiles | sed -e 's@,@ @g'`; do echo $p; done > /etc/containers/a.conf
### usual 26
kiwi_profiles="edge,server"
h=host:5000/team
case ,$kiwi_profiles, in *,edge,*) echo e > /etc/containers/a.conf;; esac
### usual 27
kiwi_profiles="edge,server"
h=host:5000/team
case "$kiwi_profiles" in (edge*|server) echo e > /etc/containers/a.conf;; *) echo o > /etc/containers/a.conf;; esac
### usual 28
kiwi_profiles="edge,server"
h=host:5000/team
case $h in [a-z]*:[0-9]*) echo e > /etc/containers/a.conf;; esac
### usual 29
kiwi_profiles="edge,server"
h=host:5000/team
case "$h" in "host:5000"*) echo e > /etc/containers/a.conf;; esac
### usual 30
kiwi_profiles="edge,server"
h=host:5000/team
case $h in host:*/team) echo e > /etc/containers/a.conf;; esac
### usual 31
kiwi_profiles="edge,server"
h=host:5000/team
case $(echo x) in x) echo e > /etc/containers/a.conf;; esac
### usual 32
kiwi_profiles="edge,server"
h=host:5000/team
echo ${h%%:*} ${h##*/} ${h%/*} ${h#*:} > /etc/containers/a.conf
### usual 33
kiwi_profiles="edge,server"
h=host:5000/team
echo "${h/:5000/}" "${h//[0-9]/}" "${h/[0-9]*/X}" > /etc/containers/a.conf
### usual 34
kiwi_profiles="edge,server"
h=host:5000/team
echo "${h:0:4}" "${h:5}" "${h: -4}" "${h:(-4)}" > /etc/containers/a.conf
### usual 35
kiwi_profiles="edge,server"
h=host:5000/team
p=team; echo "${h%/$p}" "${h%"/$p"}" "${h/$p/x}" > /etc/containers/a.conf
### usual 36
kiwi_profiles="edge,server"
h=host:5000/team
echo ${h^^} ${h^} ${h@U} > /etc/containers/a.conf
### usual 38
kiwi_profiles="edge,server"
h=host:5000/team
echo "${h:?missing}" > /etc/containers/a.conf
### usual 39
kiwi_profiles="edge,server"
h=host:5000/team
printf '%s\n' "${h}"{a,b} > /etc/containers/a.conf
### usual 40
kiwi_profiles="edge,server"
h=host:5000/team
a=(${kiwi_profiles//,/ }); echo ${#a[@]} ${a[1]} > /etc/containers/a.conf
### usual 41
kiwi_profiles="edge,server"
h=host:5000/team
f() { local -a l=("$@"); echo "${l[1]}"; }; f a b > /etc/containers/a.conf
### usual 42
kiwi_profiles="edge,server"
h=host:5000/team
f() { local x y=2; x=${1:-d}; echo "$x $y"; }; f > /etc/containers/a.conf
### usual 43
kiwi_profiles="edge,server"
h=host:5000/team
f() { echo "${@:2}"; }; f a b c > /etc/containers/a.conf
### usual 44
kiwi_profiles="edge,server"
h=host:5000/team
f() { echo "${!#}"; }; f a b c > /etc/containers/a.conf
### usual 45
kiwi_profiles="edge,server"
h=host:5000/team
f() { while (($#)); do echo $1; shift; done; }; f a b c > /etc/containers/a.conf
### usual 46
kiwi_profiles="edge,server"
h=host:5000/team
f() { [ $# -eq 2 ] || return; echo "$2" > /etc/containers/a.conf; }; f a b
### usual 47
kiwi_profiles="edge,server"
h=host:5000/team
f() { local IFS=,; echo "$*"; }; f a b c > /etc/containers/a.conf
### usual 48
kiwi_profiles="edge,server"
h=host:5000/team
f() { printf '"%s", ' "$@" | sed 's/, $//'; }; echo "[$(f a b)]" > /etc/containers/a.conf
### usual 49
kiwi_profiles="edge,server"
h=host:5000/team
f() { cat > "$1"; }; f /etc/containers/a.conf <<< x
### usual 50
kiwi_profiles="edge,server"
h=host:5000/team
f() { cat; }; echo x | f > /etc/containers/a.conf
### usual 51
kiwi_profiles="edge,server"
h=host:5000/team
f() { sed -i "s/$1/$2/" /etc/containers/policy.json; }; f insecure INSECURE
### usual 52
kiwi_profiles="edge,server"
h=host:5000/team
g() { f "$@"; }; f() { echo "$2"; }; g a b > /etc/containers/a.conf
### usual 53
kiwi_profiles="edge,server"
h=host:5000/team
install -m 0644 /dev/null /etc/containers/a.conf; echo x >> /etc/containers/a.conf
### usual 54
kiwi_profiles="edge,server"
h=host:5000/team
install -D /dev/stdin /etc/containers/a.conf <<< x
### usual 55
kiwi_profiles="edge,server"
h=host:5000/team
t=$(mktemp); cat > $t; echo z > $t; cp $t /etc/containers/a.conf
### usual 56
kiwi_profiles="edge,server"
h=host:5000/team
t=$(mktemp) && echo a > "$t" && mv "$t" /etc/containers/a.conf && chmod 644 /etc/containers/a.conf
### usual 57
kiwi_profiles="edge,server"
h=host:5000/team
t="$(mktemp -d)"; mkdir "$t/a"; echo x > "$t/a/b"; cp -r "$t/a/." /etc/containers/new; rm -r "$t"
### usual 58
kiwi_profiles="edge,server"
h=host:5000/team
TMP=$(mktemp /tmp/x.XXXXXXXX); sed 's/a/b/' > $TMP <<< aaa; cat $TMP > /etc/containers/a.conf
### usual 59
kiwi_profiles="edge,server"
h=host:5000/team
t=$(mktemp --tmpdir=/tmp); echo a > $t; cat $t > /etc/containers/a.conf
### usual 60
kiwi_profiles="edge,server"
h=host:5000/team
t=$(mktemp -t reg.XXXX); echo a > $t; cat $t > /etc/containers/a.conf
### usual 61
kiwi_profiles="edge,server"
h=host:5000/team
t=$(mktemp --suffix=.conf); echo a > $t; cat $t > /etc/containers/a.conf
### usual 62
kiwi_profiles="edge,server"
h=host:5000/team
cat <<EOF > /etc/containers/a.conf
a = "$(echo b)"
b = "${h%%:*}"
c = "$((1+2))"
d = "`echo e`"
EOF
### usual 63
kiwi_profiles="edge,server"
h=host:5000/team
cat <<EOF > /etc/containers/a.conf
# made by $(basename /x/config.sh) on $(hostname)
EOF
echo x > /etc/containers/a.conf
### usual 64
kiwi_profiles="edge,server"
h=host:5000/team
cat <<-EOF > /etc/containers/a.conf
	list = [$(for i in a b; do printf '"%s",' $i; done)]
	EOF
### usual 65
kiwi_profiles="edge,server"
h=host:5000/team
cat > /etc/containers/a.conf <<EOF
$(cat <<IN
inner
IN
)
EOF
### usual 66
kiwi_profiles="edge,server"
h=host:5000/team
cat > /etc/containers/a.conf <<EOF
$(cat /etc/containers/own 2>/dev/null || echo none)
EOF
echo x > /etc/containers/a.conf
### usual 67
kiwi_profiles="edge,server"
h=host:5000/team
x=$(cat <<EOF
$h
EOF
); echo "$x" > /etc/containers/a.conf
### usual 68
kiwi_profiles="edge,server"
h=host:5000/team
sed -i "s|a.example|$(echo b)|" /etc/containers/registries.conf
### usual 69
kiwi_profiles="edge,server"
h=host:5000/team
sed -i -e "s/a/b/" -e '/x/d' /etc/containers/policy.json
### usual 70
kiwi_profiles="edge,server"
h=host:5000/team
sed -i '/^#/d;/^$/d' /etc/containers/registries.conf
### usual 71
kiwi_profiles="edge,server"
h=host:5000/team
sed -i '/defaults/a\
new line
' /etc/containers/registries.conf
### usual 72
kiwi_profiles="edge,server"
h=host:5000/team
sed -i '/defaults/ r /dev/stdin' /etc/containers/registries.conf <<< x; echo y > /etc/containers/registries.conf
### usual 73
kiwi_profiles="edge,server"
h=host:5000/team
sed -n 's/.*= //p' /etc/containers/x <<< a; echo b > /etc/containers/a.conf
### usual 74
kiwi_profiles="edge,server"
h=host:5000/team
sed -e '1d' <<< $'a\nb' > /etc/containers/a.conf
### usual 75
kiwi_profiles="edge,server"
h=host:5000/team
sed -i '0,/a/s/a/b/' /etc/containers/policy.json
### usual 76
kiwi_profiles="edge,server"
h=host:5000/team
sed -i 's/\(un\)\(q\)/\2\1/;t;s/x/y/' /etc/containers/policy.json; echo x > /etc/containers/policy.json
### usual 77
kiwi_profiles="edge,server"
h=host:5000/team
sed -E 's/(a|b)+/x/g' <<< aabbc > /etc/containers/a.conf
### usual 79
kiwi_profiles="edge,server"
h=host:5000/team
sed -n '2p' <<< $'a\nb\nc' > /etc/containers/a.conf
### usual 80
kiwi_profiles="edge,server"
h=host:5000/team
sed -n '/a/,/b/p' <<< $'a\nb\nc' > /etc/containers/a.conf
### usual 83
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/a/\n/' <<< bab > /etc/containers/a.conf
### usual 84
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/.$//' <<< abc > /etc/containers/a.conf
### usual 85
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/^[ \t]*//' <<< "  abc" > /etc/containers/a.conf
### usual 86
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/a/\t/' <<< bab > /etc/containers/a.conf
### usual 87
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/[^,]*,//' <<< a,b,c > /etc/containers/a.conf
### usual 88
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/\bb\b/x/' <<< 'a b c' > /etc/containers/a.conf
### usual 89
kiwi_profiles="edge,server"
h=host:5000/team
sed 's/a\{2\}/x/' <<< 'aab' > /etc/containers/a.conf
### usual 91
kiwi_profiles="edge,server"
h=host:5000/team
read -r a b <<< "x y z"; echo $b > /etc/containers/a.conf
### usual 92
kiwi_profiles="edge,server"
h=host:5000/team
read a < <(echo q); echo $a > /etc/containers/a.conf
### usual 94
kiwi_profiles="edge,server"
h=host:5000/team
read -r -d '' T <<'EOF'
a
b
EOF
echo "$T" > /etc/containers/a.conf
### usual 95
kiwi_profiles="edge,server"
h=host:5000/team
while IFS=, read -r a b; do echo "$b=$a"; done <<< "1,2" > /etc/containers/a.conf
### usual 96
kiwi_profiles="edge,server"
h=host:5000/team
while read -r l; do [[ $l == \#* ]] && continue; echo "$l"; done > /etc/containers/a.conf <<EOF
# a
b
EOF
### usual 97
kiwi_profiles="edge,server"
h=host:5000/team
while read -r l; do case "$l" in \#*|'') continue ;; esac; echo "$l"; done > /etc/containers/a.conf <<EOF
# a

b
EOF
### usual 98
kiwi_profiles="edge,server"
h=host:5000/team
i=0; while read -r l; do i=$((i+1)); done <<< $'a\nb'; echo $i > /etc/containers/a.conf
### usual 99
kiwi_profiles="edge,server"
h=host:5000/team
printf 'a\nb\n' > /etc/containers/l; while read -r l; do echo "[$l]"; done < /etc/containers/l > /etc/containers/a.conf
### usual 100
kiwi_profiles="edge,server"
h=host:5000/team
cat /etc/containers/none 2>/dev/null | while read l; do echo $l; done; echo x > /etc/containers/a.conf
### usual 101
kiwi_profiles="edge,server"
h=host:5000/team
for i in a b; do for j in 1 2; do echo $i$j; done; done > /etc/containers/a.conf
### usual 102
kiwi_profiles="edge,server"
h=host:5000/team
for i in a b c; do [ $i = b ] && break; echo $i; done > /etc/containers/a.conf
### usual 103
kiwi_profiles="edge,server"
h=host:5000/team
for ((i=0;i<3;i++)); do printf '%d ' $i; done > /etc/containers/a.conf
### usual 105
kiwi_profiles="edge,server"
h=host:5000/team
n=0; while true; do n=$((n+1)); [ $n -ge 3 ] && break; done; echo $n > /etc/containers/a.conf
### usual 106
kiwi_profiles="edge,server"
h=host:5000/team
select=1; echo $((select+1)) > /etc/containers/a.conf
### usual 107
kiwi_profiles="edge,server"
h=host:5000/team
echo $(( (1+2)*3 )) $((7/2)) $((2**3)) $((1<2)) $((!0)) $((5&3)) > /etc/containers/a.conf
### usual 108
kiwi_profiles="edge,server"
h=host:5000/team
x=5; ((x+=2, x*=2)); echo $x > /etc/containers/a.conf
### usual 109
kiwi_profiles="edge,server"
h=host:5000/team
x=5; echo $((x>3?1:0)) $((x==5 && 1)) > /etc/containers/a.conf
### usual 112
kiwi_profiles="edge,server"
h=host:5000/team
printf '%s' a b c > /etc/containers/a.conf
### usual 113
kiwi_profiles="edge,server"
h=host:5000/team
printf '[%s]\n' > /etc/containers/a.conf
### usual 115
kiwi_profiles="edge,server"
h=host:5000/team
echo 'eyJhIjoxfQ==' | base64 --decode > /etc/containers/a.conf
### usual 117
kiwi_profiles="edge,server"
h=host:5000/team
echo YQo= | openssl base64 -d > /etc/containers/a.conf; echo x > /etc/containers/a.conf
### usual 118
kiwi_profiles="edge,server"
h=host:5000/team
set -- a b; echo "$1-$2-$#" > /etc/containers/a.conf
### usual 119
kiwi_profiles="edge,server"
h=host:5000/team
set -euxo pipefail; echo x > /etc/containers/a.conf
### usual 120
kiwi_profiles="edge,server"
h=host:5000/team
[ -z "${x:-}" ] && echo unset > /etc/containers/a.conf
### usual 121
kiwi_profiles="edge,server"
h=host:5000/team
x=; [ -z "$x" ] && echo unset > /etc/containers/a.conf
### usual 122
kiwi_profiles="edge,server"
h=host:5000/team
: "${REG:=a.example}"; echo $REG > /etc/containers/a.conf
### usual 124
kiwi_profiles="edge,server"
h=host:5000/team
REG=${REG:-"a.example"}; echo $REG > /etc/containers/a.conf
### usual 125
kiwi_profiles="edge,server"
h=host:5000/team
A=1 B=2; echo $A$B > /etc/containers/a.conf
### usual 126
kiwi_profiles="edge,server"
h=host:5000/team
export A=1; export B="$A/x"; echo $B > /etc/containers/a.conf
### usual 127
kiwi_profiles="edge,server"
h=host:5000/team
readonly C=3; declare -r D=$C; echo $D > /etc/containers/a.conf
### usual 128
kiwi_profiles="edge,server"
h=host:5000/team
declare -x E=4; bash -c 'echo $E' > /etc/containers/a.conf
### usual 129
kiwi_profiles="edge,server"
h=host:5000/team
local_var() { declare v=1; echo $v; }; local_var > /etc/containers/a.conf
### usual 130
kiwi_profiles="edge,server"
h=host:5000/team
echo a >> /etc/containers/a.conf; echo b | cat >> /etc/containers/a.conf; cat <<< c >> /etc/containers/a.conf
### usual 131
kiwi_profiles="edge,server"
h=host:5000/team
echo a 1> /etc/containers/a.conf; echo b 1>> /etc/containers/a.conf
### usual 132
kiwi_profiles="edge,server"
h=host:5000/team
echo a >& /etc/containers/a.conf
### usual 133
kiwi_profiles="edge,server"
h=host:5000/team
echo a &> /etc/containers/a.conf
### usual 134
kiwi_profiles="edge,server"
h=host:5000/team
( echo a; echo b ) | tee /etc/containers/a.conf | tee /etc/containers/b.conf > /dev/null
### usual 136
kiwi_profiles="edge,server"
h=host:5000/team
mv /etc/containers/policy.json{,.old}; sed 's/a/a/' /etc/containers/policy.json.old > /etc/containers/policy.json; echo x > /etc/containers/policy.json
### usual 137
kiwi_profiles="edge,server"
h=host:5000/team
cp /etc/containers/policy.json /tmp/p.$$; echo x > /etc/containers/a.conf
### usual 138
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/{a,b}/c; echo x > /etc/containers/a/c/f; cp -a /etc/containers/a/. /etc/containers/b/
### usual 140
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s/t; echo a > /etc/containers/s/t/x; (cd /etc/containers/s && cp -r . /etc/containers/u)
### usual 141
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s/t; echo a > /etc/containers/s/t/x; cd /etc/containers/s && find . -name x -exec cp {} /etc/containers/y \;
### usual 144
kiwi_profiles="edge,server"
h=host:5000/team
mkdir -p /etc/containers/s; echo a > /etc/containers/s/x; find /etc/containers/s -type f -exec sh -c 'echo more >> "$1"' _ {} \;
### replaced 1
h=a/b/c.d
echo "${h//\//-}" > /etc/containers/a.conf
### replaced 2
h=a/b/c.d
echo "${h////-}" > /etc/containers/a.conf
### replaced 3
h=a/b/c.d
echo "${h/"/"/-}" > /etc/containers/a.conf
### replaced 5
h=a/b/c.d
echo "${h//[ab]/x}" > /etc/containers/a.conf
### replaced 6
h=a/b/c.d
echo "${h/b*/}" > /etc/containers/a.conf
### replaced 7
h=a/b/c.d
echo "${h//?/x}" > /etc/containers/a.conf
### replaced 8
h=a/b/c.d
echo "${h/#a/x}" "${h/%d/x}" "${h/.d/}" > /etc/containers/a.conf
### replaced 9
h=a/b/c.d
echo "${h#*/}" "${h##*"/"}" "${h%.*}" "${h%%/*}" "${h%[a-z]}" > /etc/containers/a.conf
### replaced 10
h=a/b/c.d
echo "${h//b\/c/y}" > /etc/containers/a.conf
### replaced 11
h=a/b/c.d
x=b; echo "${h//$x/y}" "${h//"$x"/y}" "${h#a/$x}" > /etc/containers/a.conf
### replaced 12
h=a/b/c.d
x='*'; echo "${h#$x/}" "${h#"$x"/}" > /etc/containers/a.conf
