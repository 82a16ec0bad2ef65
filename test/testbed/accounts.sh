#!/usr/bin/env bash
# Accounts of the test domain that sign-in is tried with: accounts.sh CONFIG SAM_LDB BASE_DN READER_PASSWORD.
#   reader        may sign in and read, but not all, see below
#   locked        two wrong passwords lock it (no other account is ever locked)
#   disabled, expired, must-change   as their names say; all have the reader's password
# Gina Guarded's proxyAddresses and msExchMailboxGuid are kept from the reader; OU=Hidden and what is in it cannot be seen by it at all.
set -euo pipefail
CONF=$1
DB=$2
BASE=$3
PASSWORD=$4
tool() { samba-tool "$@" -H "$DB" -s "$CONF" >/dev/null; }

for name in reader locked disabled expired must-change; do tool user create "$name" "$PASSWORD"; done
tool user disable disabled
tool user setexpiry expired --days=0
tool user setpassword must-change --newpassword="$PASSWORD" --must-change-at-next-login
tool domain passwordsettings pso create locks 1 --account-lockout-threshold=2 --account-lockout-duration=1000 --reset-account-lockout-after=1000
tool domain passwordsettings pso apply locks locked
tool spn add ldap/dc1.corp.contoso.com 'DC1$'

sid=$(ldbsearch -H "$DB" '(sAMAccountName=reader)' objectSid 2>/dev/null | sed -n 's/^objectSid: //p')
# On the user itself: what the user's own entry allows would outrank an inherited refusal.
for attribute in proxyAddresses msExchMailboxGuid; do
  guid=$(ldbsearch -H "$DB" -b "CN=Schema,CN=Configuration,$BASE" "(lDAPDisplayName=$attribute)" schemaIDGUID 2>/dev/null | sed -n 's/^schemaIDGUID: //p')
  tool dsacl set --objectdn="CN=Gina Guarded,OU=Guarded,$BASE" --sddl="(OD;;RP;$guid;;$sid)"
done
tool dsacl set --objectdn="OU=Hidden,$BASE" --sddl="(D;CI;RPLCLO;;;$sid)"
