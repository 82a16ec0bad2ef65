"""Tens of thousands of users into a stopped Samba domain: samba-bulk.py CONFIG SAM_LDB COUNT BASE_DN.

Samba's own modules add users ever slower (the 6,000th takes four times as long as the first). The users of users.py are therefore written
as complete entries straight into the partition's database, each a copy of one user that Samba itself made, with an identity of its own.
The server reads them like any other.
"""
import random
import struct
import sys
import time
import uuid

import ldb
from samba import Ldb
from samba.auth import system_session
from samba.dsdb import _dsdb_set_schema_from_ldb
from samba.param import LoadParm
from samba.samdb import SamDB

from users import users

# Far above what the domain's own accounts use.
FIRST_RID = 1_000_000
# Without these an index kept in memory has 491 buckets and is copied for each entry.
OPTIONS = ['batch_mode:1', 'transaction_index_cache_size:200000']
BY_TEMPLATE = 'CN=Template,OU=Bulk,'


def main():
    config, path, count, base = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    started = time.monotonic()
    params = LoadParm()
    params.load(config)
    samdb = SamDB(url=path, session_info=system_session(), lp=params)
    template = make_template(samdb, base, next(iter(users(1)))[1])
    # Each object gets a number of its own, as from a server that wrote it by itself.
    samdb.transaction_start()
    first_usn = samdb.sequence_number(ldb.SEQ_NEXT)
    for _ in range(count):
        samdb.sequence_number(ldb.SEQ_NEXT)
    samdb.transaction_commit()
    raw = Ldb(f'mdb://{path}.d/{base.upper()}.ldb', flags=ldb.FLG_DONT_CREATE_DB | ldb.FLG_NOSYNC, options=OPTIONS)
    # Index keys depend on the syntax of the attribute: SIDs, GUIDs and numbers must be compared as the server does.
    _dsdb_set_schema_from_ldb(raw, samdb, False)
    write(raw, template_record(raw, template), count, base, first_usn)
    samdb.delete(template)
    print(f'{count} users in {time.monotonic() - started:.1f} s', file=sys.stderr)


def make_template(samdb, base, attributes):
    samdb.add({'dn': f'OU=Bulk,{base}', 'objectClass': 'organizationalUnit'})
    dn = BY_TEMPLATE + base
    message = ldb.Message(ldb.Dn(samdb, dn))
    values = {}
    for name, value in attributes + [('objectClass', 'user')]:
        values.setdefault(name, []).append(value)
    values['sAMAccountName'] = ['template']
    for name, all_values in values.items():
        message[name] = ldb.MessageElement(all_values, ldb.FLAG_MOD_ADD, name)
    samdb.add(message)
    return dn


def template_record(raw, dn):
    record = raw.search(base=dn, scope=ldb.SCOPE_BASE)[0]
    return {name: [bytes(value) for value in record[name]] for name in record.keys() if name not in ('dn', 'distinguishedName')}


def write(raw, template, count, base, first_usn):
    domain_sid = template['objectSid'][0][:-4]
    rng = random.Random(13)
    # Index lists are kept sorted by GUID: in this order each entry goes to their ends.
    guids = sorted(uuid.UUID(int=rng.getrandbits(128), version=4).bytes_le for _ in range(count))
    raw.transaction_start()
    for number, ((name, attributes), guid) in enumerate(zip(users(count), guids)):
        values = dict(template)
        own = {}
        for attribute, value in attributes:
            own.setdefault(attribute, []).append(value)
        values.update(own)
        values['cn'] = values['name'] = [name]
        values['objectGUID'] = [guid]
        values['uSNCreated'] = values['uSNChanged'] = [str(first_usn + number)]
        values['objectSid'] = [domain_sid + struct.pack('<I', FIRST_RID + number)]
        message = ldb.Message(ldb.Dn(raw, f'CN={name},OU=Bulk,{base}'))
        for attribute, all_values in values.items():
            message[attribute] = ldb.MessageElement(all_values, ldb.FLAG_MOD_ADD, attribute)
        raw.add(message)
    raw.transaction_commit()


if __name__ == '__main__':
    main()
