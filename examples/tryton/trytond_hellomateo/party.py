import datetime as dt
from collections import defaultdict

from sql import Column
from trytond.i18n import gettext
from trytond.model import Index, fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction

in_ = fields.SQL_OPERATORS['in']

# The number of parties that one transaction reads or writes.
BATCH = 1000


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    hellomateo_state = fields.Selection([
            (None, ""),
            ('sending', "Sending"),
            ('waiting', "Waiting"),
            ('succeeded', "Succeeded"),
            ('failed', "Failed"),
            ('not_sent', "Not Sent"),
            ('unknown', "Unknown"),
            ], "Hellomateo", readonly=True, sort=False,
        help="The outcome of the last import that had the party.")
    hellomateo_message = fields.Text("Message", readonly=True)
    hellomateo_at = fields.Timestamp("Since", readonly=True)
    hellomateo_external_id = fields.Char(
        "External ID", readonly=True,
        help="The code of the party when it was sent.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_indexes.add(Index(
                table,
                (table.hellomateo_external_id,
                    Index.Equality(cardinality='high'))))

    @classmethod
    def copy(cls, parties, default=None):
        default = default.copy() if default else {}
        for name in ['state', 'message', 'at', 'external_id']:
            default.setdefault(f'hellomateo_{name}')
        return super().copy(parties, default=default)

    @classmethod
    def hellomateo_records(cls):
        """Yield the contacts of all parties that are sent.

        Each batch of parties is marked, and committed, before its contacts.
        """
        table = cls.__table__()
        for parties in cls._hellomateo_batches([]):
            groups = defaultdict(list)
            for party in parties:
                groups[party._hellomateo_reason()].append(party)
            records = [p.hellomateo_record() for p in groups[None]]
            for reason, group in groups.items():
                where = in_(table.id, list(map(int, group)))
                if reason:
                    cls._hellomateo_set(table, where, 'not_sent', reason)
                else:
                    cls._hellomateo_set(
                        table, where, 'sending',
                        hellomateo_external_id=table.code)
            Transaction().commit()
            yield from records

    def hellomateo_record(self):
        "Return the contact of the party; the service erases what is None"
        address = self.address_get()
        email = self.contact_mechanism_get('email')
        numbers = filter(None, [
                self.contact_mechanism_get('mobile'),
                self.contact_mechanism_get('phone')])
        return {
            'external_id': self.code,
            'full_name': self.full_name,
            'email': email.value if email else None,
            # The service takes the first one that is valid.
            'sms': [n.value_compact or n.value for n in numbers] or None,
            'address_line1': address.street_single_line if address else None,
            'zipcode': address.postal_code if address else None,
            'city': address.city if address else None,
            'country': (
                address.country.code if address and address.country else None),
            }

    def _hellomateo_reason(self):
        "Return why the party is not sent, or None"
        if not self.active:
            return gettext('hellomateo.msg_inactive')
        # A party that was sent is sent without any, so that they are erased.
        if (self.hellomateo_state in {None, 'not_sent'}
                and not self.contact_mechanism_get(
                    {'email', 'mobile', 'phone'})):
            return gettext('hellomateo.msg_no_mechanism')

    @classmethod
    def hellomateo_fail(cls, failures):
        "Write failures to the parties that are being sent"
        table = cls.__table__()
        for number, failure in enumerate(failures, 1):
            if failure.code == 'shared_handle':
                # The library's message names the other party by its row.
                message = gettext('hellomateo.msg_shared_handle')
            else:
                message = failure.reason
            cls._hellomateo_set(
                table, (table.hellomateo_external_id == failure.external_id)
                & (table.hellomateo_state == 'sending'),
                'unknown' if failure.kind == 'unknown' else 'failed', message)
            if number % BATCH == 0:
                Transaction().commit()
        Transaction().commit()

    @classmethod
    def hellomateo_move(cls, states, state, message=None):
        "Give the parties that are in one of the states another one"
        table = cls.__table__()
        for parties in cls._hellomateo_batches([
                    ('hellomateo_state', 'in', states)]):
            where = in_(table.id, list(map(int, parties)))
            cls._hellomateo_set(table, where, state, message)
            Transaction().commit()

    @classmethod
    def _hellomateo_batches(cls, domain):
        last = 0
        while parties := list(cls.search([
                        ('id', '>', last),
                        ('active', 'in', [True, False]),
                        domain,
                        ], order=[('id', 'ASC')], limit=BATCH)):
            last = parties[-1].id
            yield parties

    @classmethod
    def _hellomateo_set(cls, table, where, state, message=None, **values):
        # Party.write would also set the write date: whoever edits one of the
        # parties would be asked which version counts.
        values.update(
            hellomateo_state=state,
            hellomateo_message=message,
            hellomateo_at=dt.datetime.now())
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.update(
                [Column(table, name) for name in values],
                list(values.values()), where=where))
