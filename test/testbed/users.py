"""Generated remote-mailbox users; as LDIF for OpenLDAP: users.py COUNT BASE_DN. The same count gives the same users."""
import base64
import random
import sys
import uuid


def encoded(data):
    return base64.b64encode(data).decode()


def users(count):
    """Attributes of each user, in order; octet strings as bytes."""
    rng = random.Random(7)
    for i in range(count):
        anchor = uuid.UUID(int=rng.getrandbits(128), version=4).bytes_le
        alias = f'user{i:06d}'
        yield f'User {i:06d}', [
            ('sAMAccountName', alias),
            ('userPrincipalName', f'{alias}@contoso.com'),
            ('givenName', f'U{i:06d}'),
            ('sn', f'{i:06d}'),
            ('displayName', f'User {i:06d}'),
            ('mail', f'{alias}@contoso.com'),
            ('mailNickname', alias),
            ('proxyAddresses', f'SMTP:{alias}@contoso.com'),
            ('proxyAddresses', f'smtp:{alias}@contoso.mail.onmicrosoft.com'),
            ('proxyAddresses', f'x500:/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={anchor.hex()}-{alias}'),
            ('targetAddress', f'SMTP:{alias}@contoso.mail.onmicrosoft.com'),
            ('legacyExchangeDN', f'/o=Contoso/ou=External (FYDIBOHF25SPDLT)/cn=Recipients/cn={anchor.hex()}'),
            ('mS-DS-ConsistencyGuid', anchor),
            ('msExchMailboxGuid', anchor[::-1]),
            ('msExchRecipientTypeDetails', '2147483648'),
            ('msExchRecipientDisplayType', '-2147483642'),
            ('msExchRemoteRecipientType', '4'),
            ('msExchVersion', '88218628259840'),
            ('msExchUsageLocation', 'DE'),
        ]


def entry(dn, attributes):
    lines = [f'dn: {dn}']
    lines += [f'{name}:: {encoded(value)}' if isinstance(value, bytes) else f'{name}: {value}' for name, value in attributes]
    sys.stdout.write('\n'.join(lines) + '\n\n')


def main():
    count, base = int(sys.argv[1]), sys.argv[2]
    entry(f'OU=Bulk,{base}', [('objectClass', 'organizationalUnit'), ('ou', 'Bulk')])
    rng = random.Random(11)
    for name, attributes in users(count):
        # What Active Directory would make by itself.
        own = [
            ('objectClass', 'user'),
            ('cn', name),
            ('objectGUID', uuid.UUID(int=rng.getrandbits(128), version=4).bytes_le),
            ('userAccountControl', '512'),
            ('objectCategory', f'CN=Person,CN=Schema,CN=Configuration,{base}'),
            ('whenChanged', '20260101000000.0Z'),
        ]
        entry(f'CN={name},OU=Bulk,{base}', own + attributes)


if __name__ == '__main__':
    main()
