import datetime as dt
import fcntl
import logging
import os
from contextlib import contextmanager

import mateo
from trytond import config
from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelSingleton, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction

logger = logging.getLogger(__name__)

# It leaves the journal when its outcomes are written, so there is one at most.
IMPORT = 'parties'


class Configuration(ModelSingleton, ModelSQL, ModelView):
    __name__ = 'hellomateo.configuration'

    service = fields.Function(
        fields.Char(
            "Service Address",
            help="From the section [hellomateo] of trytond.conf."),
        'get_service')
    journal = fields.Function(
        fields.Char(
            "Journal", help="The file on the server that knows what was sent."),
        'get_journal')
    state = fields.Selection([
            (None, ""),
            ('sending', "Sending"),
            ('waiting', "Waiting"),
            ('done', "Done"),
            ('stopped', "Stopped"),
            ], "State", readonly=True, sort=False)
    at = fields.DateTime("State Since", readonly=True)
    resume_at = fields.DateTime(
        "Continues At", readonly=True,
        help="When the service's quota allows more records.")
    message = fields.Text("Message", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'send': {'icon': 'tryton-launch'},
                })

    def get_service(self, name):
        return config.get('hellomateo', 'base_url')

    def get_journal(self, name):
        folder = config.get(
            'hellomateo', 'journal_path',
            default=config.get('database', 'path'))
        database = Transaction().database.name
        return os.path.join(folder, f'hellomateo-{database}.db')

    @classmethod
    @ModelView.button
    def send(cls, configurations):
        # An import takes longer than a request or a scheduled action may.
        with Transaction().set_context(queue_name='hellomateo'):
            cls.__queue__.send_parties([cls.get_singleton()])

    @classmethod
    def send_scheduled(cls):
        cls.send([cls.get_singleton()])

    @classmethod
    def send_parties(cls, configurations):
        "Finish what an earlier run left, then send the parties that changed"
        configuration, = configurations
        journal = configuration.journal
        try:
            with locked(journal + '.lock'), cls._client(journal) as client:
                cls._report('sending')
                if cls._finish_earlier(client):
                    cls._send_changed(client)
        except BlockingIOError:
            cls._report('sending', gettext('hellomateo.msg_busy'))
        except (OSError, mateo.Error) as error:
            Transaction().rollback()
            Pool().get('party.party').hellomateo_move(
                ['sending'], 'waiting', str(error))
            cls._report('stopped', str(error))
            # The task queue shows it to the administrator.
            raise UserError(gettext('hellomateo.msg_stopped'), str(error))

    @classmethod
    def _client(cls, journal):
        api_key = config.get('hellomateo', 'api_key', default='')
        return mateo.Client(
            api_key, journal=journal, log=logger,
            base_url=config.get('hellomateo', 'base_url'))

    @classmethod
    def _finish_earlier(cls, client):
        "Return whether a new import may begin"
        Party = Pool().get('party.party')
        earlier = next((status for status in client.imports()
                if status.name == IMPORT and status.state != 'filling'), None)
        if not earlier:
            return True
        counts = earlier.counts
        if not (counts.in_flight + counts.succeeded + counts.failed
                + counts.unknown):
            # Nothing was sent of it, as with a wrong key.
            client.forget(IMPORT, force=True)
            return True
        Party.hellomateo_move(['waiting', 'unknown'], 'sending')
        with client.resume(IMPORT) as import_:
            over = cls._run(client, import_)
        if over:
            client.forget(IMPORT)
        return over

    @classmethod
    def _send_changed(cls, client):
        Party = Pool().get('party.party')
        with client.open_import(
                'contacts', IMPORT, only_changed=True) as changed:
            changed.add(Party.hellomateo_records(), empty='null')
            if changed.counts.total and not cls._run(client, changed):
                return
            state, counts = changed.state, changed.counts
        if state == 'finished':
            # The next run asks again for outcomes that are unknown.
            client.forget(IMPORT)
        cls._report('done', gettext(
                'hellomateo.msg_done',
                succeeded=counts.succeeded, unchanged=counts.unchanged,
                others=counts.total - counts.succeeded - counts.unchanged))

    @classmethod
    def _run(cls, client, parties):
        "Run an import, write the outcomes, and return whether it is over"
        Party = Pool().get('party.party')
        # Nothing waits for the service while a transaction is open.
        Transaction().commit()
        try:
            result = parties.run()
        except mateo.RecordsFailing:
            Party.hellomateo_fail(parties.failures)
            if not parties.counts.in_flight:
                # The next run sends the parties as they are corrected.
                client.forget(IMPORT, force=True)
            raise
        counts = result.counts
        failures = result.failures.where(
            'failed', 'held', 'superseded', 'unknown')
        Party.hellomateo_fail(failures)
        if result.state not in {'finished', 'unknown'}:
            message = gettext(
                'hellomateo.msg_waiting',
                settled=counts.settled, total=counts.total)
            Party.hellomateo_move(['sending'], 'waiting', message)
            cls._report('waiting', message, resume_at=result.resume_at)
            return False
        listed = sum(bool(failure.external_id) for failure in failures)
        missing = counts.total - counts.succeeded - counts.unchanged - listed
        if missing:
            Party.hellomateo_move(
                ['sending'], 'unknown',
                gettext('hellomateo.msg_not_named', count=missing))
        else:
            Party.hellomateo_move(['sending'], 'succeeded')
        return True

    @classmethod
    def _report(cls, state, message=None, resume_at=None):
        "Show how the import stands, and continue it when the quota allows"
        Cron = Pool().get('ir.cron')
        if resume_at:
            resume_at = resume_at.replace(
                microsecond=0, tzinfo=None) + dt.timedelta(seconds=1)
            Cron.write(Cron.search([
                        ('method', '=', f'{cls.__name__}|send_scheduled'),
                        ]), {'next_call': resume_at})
        cls.write([cls.get_singleton()], {
                'state': state,
                'message': message,
                'at': dt.datetime.now(),
                'resume_at': resume_at,
                })
        Transaction().commit()


@contextmanager
def locked(path):
    """Hold a lock that ends with the process.

    BlockingIOError: another process or thread holds it.
    """
    with open(path, 'w') as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
