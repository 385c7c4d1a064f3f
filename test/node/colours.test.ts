import t from 'tap'
import { hasColours } from '../../src/node/colours.js'

t.test('a terminal has colours, unless somebody says no', async (t) => {
  t.equal(hasColours(true, {}), true)
  t.equal(hasColours(false, {}), false)
  t.equal(hasColours(true, { TERM: 'dumb' }), false)
  t.equal(hasColours(true, { NO_COLOR: '1' }), false)
  t.equal(hasColours(true, { NO_COLOR: '' }), true, 'an empty NO_COLOR says nothing')
  t.equal(hasColours(false, { FORCE_COLOR: '1' }), true)
  t.equal(hasColours(true, { FORCE_COLOR: '0' }), false)
  t.equal(hasColours(false, { FORCE_COLOR: '1', NO_COLOR: '1' }), false, 'NO_COLOR wins')
})
