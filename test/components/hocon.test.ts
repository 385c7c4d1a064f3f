import t from 'tap'
import { at, isObject, type Json } from '../../src/json.js'
import type { ConfigMap } from '../../src/kube/types.js'
import { variables } from '../faults/texts.js'
import { parseHocon } from '../support/hocon.js'
import { ofKind } from '../support/objects.js'
import { built, cases } from '../support/streams.js'

/** What ClearML makes of `CLEARML__A__B=value`: a line of HOCON (`apiserver/config/basic.py` of clearml-server). */
const lineOf = (name: string, value: string): string =>
  `${name.replace('CLEARML__', '').replaceAll('__', '.').toLowerCase()}: ${value}`

const OVERRIDE = /^CLEARML__/

t.test('each CLEARML__ variable is read as the JSON that it holds, at the path that it names', async (t) => {
  const seen = new Map<string, string>()
  for (const { build } of cases) {
    for (const { name, value = '' } of variables(built(build).manifests)) {
      if (OVERRIDE.test(name)) seen.set(lineOf(name, value), value)
    }
  }
  for (const [line, value] of seen) {
    const data = await parseHocon(line)
    const path = line.slice(0, line.indexOf(':')).split('.')
    t.strictSame(isObject(data) ? at(data as Json, path) : data, JSON.parse(value), line) // JSON, as HOCON is
  }
  t.ok(seen.size >= 5, `${seen.size} different ones`)
})

t.test('each .conf file of the stream is HOCON', async (t) => {
  const texts = cases.flatMap(({ build }) =>
    ofKind<ConfigMap>(built(build).manifests, 'ConfigMap').flatMap(({ data = {} }) =>
      Object.entries(data).filter(([name]) => name.endsWith('.conf')),
    ),
  )
  for (const [name, text] of new Map(texts)) await t.resolves(parseHocon(text), name)
  t.ok(texts.length > 0)
})

t.test('what ClearML would choke on is refused by this reader too', async (t) => {
  await t.rejects(parseHocon(lineOf('CLEARML__SECURE__A', 'p@ss')))
  t.strictSame(await parseHocon(lineOf('CLEARML__SECURE__A', '"p@ss"')), { secure: { a: 'p@ss' } })
})
