from trytond.tests.test_tryton import ModuleTestCase


class HellomateoTestCase(ModuleTestCase):
    "What Tryton checks of every module: views, dependencies, access"
    module = 'hellomateo'


del ModuleTestCase
