#!/usr/bin/env bash
# Certificates for a test server: `certificates.sh FOLDER HOST IP [MORE NAMES]`.
# ca.pem signs dc (good), expired, expiring (three days left) and elsewhere (another host's name); other-ca.pem signs stranger.
# Each has NAME.pem and NAME.key. The good one carries HOST, the further names, localhost, IP and 127.0.0.1.
set -euo pipefail
DIR=$1
HOST=$2
IP=$3
shift 3
mkdir -p "$DIR"
chmod 700 "$DIR"
cd "$DIR"

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.pem" -days 3650 -subj "/CN=$2" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# NAME AUTHORITY SUBJECT ALTERNATIVES FROM UNTIL
leaf() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$3" \
    -addext "subjectAltName=$4" -addext extendedKeyUsage=serverAuth 2>/dev/null
  openssl ca -batch -notext -config ca.cnf -cert "$2.pem" -keyfile "$2.key" -in "$1.csr" -out "$1.pem" -startdate "$5" -enddate "$6" 2>/dev/null
  rm -f "$1.csr"
}

day() { date -u -d "$1" +%y%m%d%H%M%SZ; }

: >index.txt
: >index.txt.attr
echo 1000 >serial
cat >ca.cnf <<C
[ca]
default_ca=x
[x]
dir=.
database=index.txt
serial=serial
new_certs_dir=.
default_md=sha256
policy=p
unique_subject=no
copy_extensions=copy
[p]
commonName=supplied
C
authority ca 'crossprem test authority'
authority other-ca 'another test authority'
names="DNS:$HOST,DNS:localhost,IP:$IP,IP:127.0.0.1"
for name in "$@"; do names="$names,DNS:$name"; done
leaf dc ca "$HOST" "$names" "$(day '-1 day')" "$(day '+3650 days')"
leaf expired ca "$HOST" "$names" 200101000000Z 210101000000Z
leaf expiring ca "$HOST" "$names" "$(day '-362 days')" "$(day '+3 days')"
leaf elsewhere ca dc9.fabrikam.com DNS:dc9.fabrikam.com "$(day '-1 day')" "$(day '+3650 days')"
leaf stranger other-ca "$HOST" "$names" "$(day '-1 day')" "$(day '+3650 days')"
rm -f ./*.old index.txt* serial* ca.cnf 1[0-9A-F][0-9A-F][0-9A-F].pem
chmod 600 ./*.key
