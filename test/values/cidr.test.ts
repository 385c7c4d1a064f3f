import t from 'tap'
import { cidr } from '../../src/values/cidr.js'

t.test('an address and the number of its bits that count', async (t) => {
  for (const good of ['0.0.0.0/0', '10.0.0.0/8', '203.0.113.7/32', '::/0', 'fd00::/8', '2001:db8::7/128']) {
    t.ok(cidr.is(good), good)
  }
  for (const bad of [
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.999/8',
    'fd00::/129',
    'fd00:::/8',
    'host/8',
    'abc/8',
    '10.0.0.0/-1',
    '::/0 ',
  ]) {
    t.notOk(cidr.is(bad), bad)
  }
})
