import fc from 'fast-check'
import t from 'tap'
import { amountOf, showAmount, sum, times } from '../../src/inspect/amount.js'

t.test('amounts are shown as the API server spells them', async (t) => {
  const shown = (resource: string, ...quantities: ReadonlyArray<string | number>) =>
    showAmount(
      resource,
      quantities.reduce((all, one) => all + (amountOf(one) ?? 0n), 0n),
    )
  t.equal(shown('cpu', '500m', 1, '0.25'), '1750m')
  t.equal(shown('cpu', '1u', '1n'), '1001n')
  t.equal(shown('cpu', '1k'), '1k')
  t.equal(shown('memory', '1Gi', '64Mi'), '1088Mi')
  t.equal(shown('memory', '1G', '500M'), '1500M')
  t.equal(shown('storage', '1Ti', '1Ti'), '2Ti')
  t.equal(shown('nvidia.com/gpu', 2, '1'), '3')
  t.equal(shown('memory'), '0')
  t.equal(amountOf('1 GB'), undefined)
  t.equal(amountOf(null), undefined)
})

t.test('what is shown is read back as the same amount', async (t) => {
  const amount = fc.bigInt({ min: 0n, max: 2n ** 60n })
  fc.assert(
    fc.property(amount, fc.constantFrom('cpu', 'memory', 'nvidia.com/gpu'), (units, resource) => {
      const bytes = units * 10n ** 9n
      t.equal(amountOf(showAmount(resource, bytes)), bytes)
    }),
    { numRuns: 50 },
  )
})

t.test('so many times an amount is its sum', async (t) => {
  const one = new Map([['cpu', 3n]])
  t.strictSame(times(3, one), sum([one, one, one]))
  t.strictSame(times(0, one), new Map([['cpu', 0n]]))
})
