#!/usr/bin/env bash
# OpenLDAP with the attribute names of Active Directory, for volume: tens of thousands of users in seconds.
# It is not Active Directory: nothing constructed, no referrals, no ranges, no SIDs. It does hold what Samba does not: at most 1,000
# entries for a search without paging, as a domain controller does.
#
#   openldap-ad.sh up | down | reset | env
#
# TESTBED_DIR (data folder), TESTBED_IP (127.x.y.z), TESTBED_USERS (default 50000), TESTBED_OWNER as in samba-ad.sh.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
D=${TESTBED_DIR:?TESTBED_DIR names the data folder}
IP=${TESTBED_IP:?TESTBED_IP is the loopback address}
USERS=${TESTBED_USERS:-50000}
OWNER=${TESTBED_OWNER:-}
BASE=DC=corp,DC=contoso,DC=com
READER_PASSWORD='Reader-Test-Only1'

variables() {
  cat <<V
LDAP_URL=ldap://$IP:1389
LDAPS_URL=ldaps://$IP:1636
CA_FILE=$D/tls/ca.pem
IP=$IP
BASE_DN=$BASE
READER_DN=cn=reader,$BASE
READER_PASSWORD=$READER_PASSWORD
V
}

schema() {
  /usr/bin/python3 - "$HERE/schema/oids.csv" <<'P'
import csv, sys
SYNTAX = '1.3.6.1.4.1.1466.115.121.1.'
TEXT = (SYNTAX + '15', 'caseIgnoreMatch', ' SUBSTR caseIgnoreSubstringsMatch')
OCTETS, NUMBER = (SYNTAX + '40', 'octetStringMatch', ''), (SYNTAX + '27', 'integerMatch', '')
KINDS = {'2.5.5.12': TEXT, '2.5.5.4': TEXT, '2.5.5.10': OCTETS, '2.5.5.17': OCTETS, '2.5.5.15': OCTETS, '2.5.5.9': NUMBER, '2.5.5.16': NUMBER,
         '2.5.5.8': (SYNTAX + '7', 'booleanMatch', ''), '2.5.5.1': (SYNTAX + '12', 'distinguishedNameMatch', ''),
         '2.5.5.11': (SYNTAX + '24', 'generalizedTimeMatch', '')}
A = '1.2.840.113556.1.'
rows = [('sAMAccountName', A + '4.221', '2.5.5.12', 1), ('userPrincipalName', A + '4.656', '2.5.5.12', 1), ('objectGUID', A + '4.2', '2.5.5.10', 1),
        ('objectSid', A + '4.146', '2.5.5.17', 1), ('mS-DS-ConsistencyGuid', A + '4.1360', '2.5.5.10', 1), ('proxyAddresses', A + '2.210', '2.5.5.12', 0),
        ('legacyExchangeDN', A + '4.655', '2.5.5.4', 1), ('whenChanged', A + '2.3', '2.5.5.11', 1), ('userAccountControl', A + '4.8', '2.5.5.9', 1),
        ('objectCategory', A + '4.782', '2.5.5.1', 1)]
rows += [(r['name'], r['oid'], r['syntax'], int(r['single_valued'])) for r in csv.DictReader(open(sys.argv[1])) if r['syntax'] != 'class']
for name, oid, kind, single in rows:
    syntax, equality, substring = KINDS[kind]
    print(f"attributetype ( {oid} NAME '{name}' EQUALITY {equality}{substring} SYNTAX {syntax}{' SINGLE-VALUE' if single else ''} )")
names = ' $\n    '.join(row[0] for row in rows)
print(f"objectclass ( {A}5.9\n  NAME 'user'\n  SUP inetOrgPerson STRUCTURAL\n  MAY ( {names} ) )")
P
}

prepare() {
  rm -rf "$D/db" "$D/tls"
  mkdir -p "$D/db"
  "$HERE/certificates.sh" "$D/tls" localhost "$IP"
  schema >"$D/ad.schema"
  cat >"$D/slapd.conf" <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include $D/ad.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $D/slapd.pid
TLSCACertificateFile $D/tls/ca.pem
TLSCertificateFile $D/tls/dc.pem
TLSCertificateKeyFile $D/tls/dc.key
security simple_bind=128
disallow bind_anon
sizelimit size.soft=1000 size.hard=1000 size.pr=1000 size.prtotal=unlimited
database mdb
suffix "$BASE"
rootdn "cn=admin,$BASE"
directory $D/db
maxsize 8589934592
index objectClass,objectCategory,userPrincipalName,mail,mailNickname,proxyAddresses,msExchMailboxGuid,mS-DS-ConsistencyGuid eq
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
C
  {
    printf 'dn: %s\nobjectClass: domain\ndc: corp\n\n' "$BASE"
    printf 'dn: cn=reader,%s\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: %s\n\n' "$BASE" "$READER_PASSWORD"
    /usr/bin/python3 "$HERE/users.py" "$USERS" "$BASE"
  } >"$D/data.ldif"
  slapadd -q -f "$D/slapd.conf" -l "$D/data.ldif"
  rm -f "$D/data.ldif"
  : >"$D/provisioned"
}

running() { [ -s "$D/slapd.pid" ] && kill -0 "$(cat "$D/slapd.pid")" 2>/dev/null; }

start() {
  if running; then return 0; fi
  slapd -f "$D/slapd.conf" -h "ldap://$IP:1389 ldaps://$IP:1636" </dev/null >/dev/null 2>&1 9>&-
  if [ -n "$OWNER" ]; then
    setsid "${BASH_SOURCE[0]}" watch </dev/null >/dev/null 2>&1 9>&- &
  fi
  local try
  for try in $(seq 1 100); do
    if running; then return 0; fi
    sleep 0.1
  done
  printf 'openldap-ad: did not start after %s tries\n' "$try" >&2
  return 1
}

stop() {
  running || return 0
  local pid try
  pid=$(cat "$D/slapd.pid")
  kill "$pid"
  for try in $(seq 1 50); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
}

watch() {
  while kill -0 "$OWNER" 2>/dev/null && running; do sleep 1; done
  if ! kill -0 "$OWNER" 2>/dev/null; then
    stop
    rm -rf "$D"
  fi
}

case "${1:-}" in
up)
  mkdir -p "$D"
  exec 9>"$D/lock"
  flock -w 300 9
  [ -e "$D/provisioned" ] || { stop; prepare; }
  start
  variables
  ;;
down) stop ;;
reset)
  stop
  rm -rf "$D"
  ;;
env) variables ;;
watch) watch ;;
*)
  sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 2
  ;;
esac
