import t, { type Test } from 'tap'
import { commandIn, directoryOf } from '../support/command.js'

/** What the command says where `before` is applied and `after` is asked for. */
const said = async (t: Test, before: string, after: string, more = '') => {
  const cwd = directoryOf(t)
  const first = await commandIn(cwd, `build ${before} -o today.yaml`)
  t.equal(first.code, 0, first.err.join('\n'))
  const { code, err } = await commandIn(cwd, `build ${after} --previous today.yaml -o - ${more}`)
  return { code, text: err.join('\n') }
}

const nfs = '--overlay nfs --set nfs.server=10.0.0.5 --set nfs.path=/exports/clearml'
const elsewhere = '--set mongodb.enabled=false --set mongodb.external.hosts={mongo.example.com}'

/** A change that an operator makes by one value, and what is said of its data. */
const changes: ReadonlyArray<readonly [name: string, before: string, after: string, says: RegExp]> = [
  ['other storage', '', nfs, /clearml-mongodb-data/],
  [
    'storage without a claim',
    '',
    '--overlay ephemeral',
    /clearml-mongodb-data.* is not in the stream any more/,
  ],
  ['a store that is elsewhere', '', elsewhere, /clearml-mongodb-data.* is not in the stream any more/],
  [
    'another claim',
    '',
    '--set redis.storage.existingClaim=other',
    /"\/data" of the container "redis" was .*clearml-redis-data.* would be .*other/,
  ],
  ['a smaller size', '--set size=team', '--set size=small', /clearml-elasticsearch-data .*cannot shrink/],
  ['a smaller claim', '', '--set fileserver.storage.size=10Gi', /clearml-fileserver-data .*cannot shrink/],
]

for (const [name, before, after, says] of changes) {
  t.test(`${name}: says what would happen to the data, and stops`, async (t) => {
    const { code, text } = await said(t, before, after)
    t.equal(code, 2)
    t.match(text, says)
  })

  t.test(`${name}: goes on where it is said on purpose`, async (t) => {
    const { code, text } = await said(t, before, after, '--ignore dataLoss --ignore immutableFields')
    t.equal(code, 0, text)
  })
}

t.test('a larger size changes no claim that would lose anything', async (t) => {
  const { code, text } = await said(t, '--set size=small', '--set size=team')
  t.equal(code, 0, text)
})
