#!/usr/bin/env bash
# A real Active Directory domain controller (Samba AD DC) on a loopback address of its own, with the Exchange schema and a small
# Exchange organization. For tests only: throw-away data, passwords that everybody knows.
#
#   samba-ad.sh up      provision where that was not done, start, print the variables; safe to call from many processes at once
#   samba-ad.sh down    stop the server; the data stays
#   samba-ad.sh kill    end it as a power cut does; the data stays
#   samba-ad.sh reset   stop the server and delete the data
#   samba-ad.sh env     print the variables
#   samba-ad.sh load FILE          add an LDIF (DC=X in it stands for the domain), stopped or running
#   samba-ad.sh tool ARGUMENT...   samba-tool against this instance
#
# TESTBED_DIR (data folder), TESTBED_IP (127.x.y.z), TESTBED_USERS (generated users, default 0).
# TESTBED_OWNER: a process id; when that process has ended, however it ended, the server stops and the data goes.
# Needs root: Samba's LDAP ports cannot be changed, so they are 389, 636, 3268, 3269 and 88 on TESTBED_IP.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
D=${TESTBED_DIR:?TESTBED_DIR names the data folder}
IP=${TESTBED_IP:?TESTBED_IP is the loopback address}
USERS=${TESTBED_USERS:-0}
OWNER=${TESTBED_OWNER:-}
REALM=CORP.CONTOSO.COM
DOMAIN=corp.contoso.com
BASE=DC=corp,DC=contoso,DC=com
HOST=dc1.$DOMAIN
PASSWORD='Passw0rd-Test-Only1'
READER_PASSWORD='Reader-Test-Only1'
DB=$D/ad/private/sam.ldb
CONF=$D/ad/etc/smb.conf
# The system's own: the samba modules are Debian packages, and another python3 on PATH would not see them.
PYTHON=/usr/bin/python3
say() { printf 'samba-ad: %s\n' "$*" >&2; }

variables() {
  cat <<V
LDAP_URL=ldap://$IP:389
LDAPS_URL=ldaps://$IP:636
GC_URL=ldaps://$IP:3269
CA_FILE=$D/tls/ca.pem
OTHER_CA_FILE=$D/tls/other-ca.pem
HOST=$HOST
IP=$IP
BASE_DN=$BASE
CONFIG_DN=CN=Configuration,$BASE
BIND_UPN=Administrator@$DOMAIN
BIND_PASSWORD=$PASSWORD
READER_UPN=reader@$DOMAIN
READER_PASSWORD=$READER_PASSWORD
KRB5_CONFIG=$D/krb5.conf
V
}

load() {
  local file=$D/load.$$.ldif
  sed "s/DC=X/$BASE/g" "$1" >"$file"
  ldbmodify -H "$DB" --configfile="$CONF" ${2:+--option="dsdb:schema update allowed=true"} "$file" >"$file.log" 2>&1 || {
    cat "$file.log" >&2
    return 1
  }
  rm -f "$file" "$file.log"
}

tool() { samba-tool "$@" -H "$DB" -s "$CONF"; }

settings() {
  # Only what a reader of the directory needs: LDAP, global catalogue, CLDAP, Kerberos.
  local own="tls enabled = yes
	tls keyfile = $D/tls/dc.key
	tls certfile = $D/tls/dc.pem
	tls cafile = $D/tls/ca.pem
	pid directory = $D/run
	ncalrpc dir = $D/run/ncalrpc
	ntp signd socket directory = $D/run/ntp
	winbindd socket directory = $D/run/winbindd
	log file = $D/log.samba
	log level = 1
	ldap server require strong auth = yes
	load printers = no"
  "$PYTHON" - "$CONF" "$own" <<'P'
import re, sys
path, own = sys.argv[1:]
text = open(path).read()
text = re.sub(r'\n\tserver services = .*', '\n\tserver services = ldap, cldap, kdc', text)
open(path, 'w').write(text.replace('[global]\n', '[global]\n\t' + own + '\n', 1))
P
  cat >"$D/krb5.conf" <<K
[libdefaults]
 default_realm = $REALM
 dns_lookup_realm = false
 dns_lookup_kdc = false
 rdns = false
 dns_canonicalize_hostname = false
[realms]
 $REALM = {
  kdc = $IP:88
 }
[domain_realm]
 .$DOMAIN = $REALM
 $DOMAIN = $REALM
K
}

provision() {
  say "provisioning $REALM on $IP in $D"
  # mdb: with tens of thousands of users three times as fast to fill as tdb.
  rm -rf "$D/ad" "$D/tls" "$D/run"
  mkdir -p "$D/ad" "$D/run/ncalrpc" "$D/run/winbindd"
  chmod 755 "$D/run" "$D/run/ncalrpc"
  samba-tool domain provision -q --targetdir="$D/ad" --realm="$REALM" --domain=CORP --adminpass="$PASSWORD" --server-role=dc \
    --dns-backend=NONE --backend-store=mdb --host-name=dc1 --host-ip="$IP" -s /dev/null --option="interfaces=$IP/8" --option="bind interfaces only=yes" \
    >"$D/provision.log" 2>&1 || { tail -20 "$D/provision.log" >&2; return 1; }
  "$HERE/certificates.sh" "$D/tls" "$HOST" "$IP" "$DOMAIN"
  settings
  local part
  for part in 1-attributes 2-backlinks 3-classes 4-modify; do load "$HERE/schema/$part.ldif" schema; done
  load "$HERE/organization.ldif"
  load "$HERE/recipients.ldif"
  "$HERE/accounts.sh" "$CONF" "$DB" "$BASE" "$READER_PASSWORD"
  if [ "$USERS" -gt 0 ]; then
    PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$HERE/samba-bulk.py" "$CONF" "$DB" "$USERS" "$BASE"
  fi
  : >"$D/provisioned"
}

running() { [ -s "$D/samba.pid" ] && kill -0 "$(cat "$D/samba.pid")" 2>/dev/null; }

answers() {
  timeout 5 openssl s_client -connect "$IP:636" -CAfile "$D/tls/ca.pem" -verify_return_error -verify_hostname "$HOST" </dev/null >/dev/null 2>&1
}

start() {
  if running; then return 0; fi
  say 'starting'
  # A process group of its own, so that a signal to the tests does not reach it halfway; 9 is the lock, which it must not keep.
  setsid samba -F --no-process-group -M single -s "$CONF" >"$D/samba.out" 2>&1 </dev/null 9>&- &
  echo $! >"$D/samba.pid"
  if [ -n "$OWNER" ]; then
    setsid "${BASH_SOURCE[0]}" watch </dev/null >/dev/null 2>&1 9>&- &
  fi
  local try
  for try in $(seq 1 150); do
    if answers; then return 0; fi
    running || break
    sleep 0.1
  done
  say "did not start after $try tries"
  tail -20 "$D/samba.out" "$D/log.samba" >&2 2>/dev/null || true
  return 1
}

stop() {
  running || { rm -f "$D/samba.pid"; return 0; }
  local pid try
  pid=$(cat "$D/samba.pid")
  kill "$pid" 2>/dev/null || true
  for try in $(seq 1 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 -- "-$pid" 2>/dev/null || true
  rm -f "$D/samba.pid"
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
  # One process provisions, the others wait. The kernel frees the lock when its holder dies.
  exec 9>"$D/lock"
  flock -w 300 9
  [ -e "$D/provisioned" ] || { stop; provision; }
  start
  variables
  ;;
down) stop ;;
kill)
  kill -9 -- "-$(cat "$D/samba.pid")"
  rm -f "$D/samba.pid"
  ;;
reset)
  stop
  rm -rf "$D"
  ;;
env) variables ;;
load) load "$2" ;;
tool)
  shift
  tool "$@"
  ;;
watch) watch ;;
*)
  sed -n '2,15p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 2
  ;;
esac
