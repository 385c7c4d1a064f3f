import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { hoconOf } from '../../src/components/hocon.js'
import { build, overlay } from '../../src/index.js'
import type { Json, JsonObject } from '../../src/json.js'
import type { ConfigMap, Deployment } from '../../src/kube/types.js'
import { survives } from '../../src/values/config.js'
import { parseHocon } from '../support/hocon.js'
import { ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'

const services = { tasks: { max_last_metrics: 3000 }, queues: { hidden_tags: ['a b', 'x'] } }

t.test('settings become a file of HOCON', async (t) => {
  const { manifests } = built({ values: { config: { 'services.conf': services } } })
  const file = ofKind<ConfigMap>(manifests, 'ConfigMap').find(
    ({ metadata }) => metadata?.name === 'clearml-config',
  )
  const text = file?.data?.['services.conf'] ?? ''
  t.strictSame(JSON.parse(text), services)
  t.strictSame(await parseHocon(text), services)
})

t.test('a change of settings replaces the pods that read them, and no name changes', async (t) => {
  const of = (max: number) =>
    built({ values: { config: { 'services.conf': { tasks: { max_last_metrics: max } } } } }).manifests
  const checksums = (max: number) =>
    ofKind<Deployment>(of(max), 'Deployment').map(
      ({ metadata, spec }) =>
        [metadata?.name, spec?.template.metadata?.annotations?.['checksum/config']] as const,
    )
  const [before, after] = [checksums(1), checksums(2)]
  t.strictSame(
    before.flatMap(([name, sum], i) => (sum === after[i]?.[1] ? [] : [name])),
    ['clearml-apiserver', 'clearml-asyncdelete', 'clearml-fileserver'],
  )
  const names = (max: number) => of(max).map(({ kind, metadata }) => [kind, (metadata as JsonObject).name])
  t.strictSame(names(1), names(2))
})

t.test('two layers of settings for one file merge; a text replaces', async (t) => {
  const settings = { tasks: { a: 1, b: { c: 2 } }, events: { list: [1, 2] } }
  const own = overlay({ name: 'own', values: { config: { 'services.conf': settings } } })
  const over = (file: JsonObject | string) =>
    built({ values: { config: { 'services.conf': file } }, overlays: [own] }).values.config['services.conf']
  t.strictSame(over({ tasks: { a: 3, b: { d: 4 } }, events: { list: [5] } }), {
    tasks: { a: 3, b: { c: 2, d: 4 } },
    events: { list: [5] },
  })
  t.equal(over('tasks.a: 9'), 'tasks.a: 9')
})

t.test('what pyhocon would read otherwise is refused', async (t) => {
  const refused: ReadonlyArray<Json> = [
    { a: '\u0001' },
    { a: ['x', ''] },
    { '': 1 },
    { 'a"b': 1 },
    { 'a\\b': 1 },
    { a: { 'b\nc': 1 } },
  ]
  for (const one of refused) {
    const result = build({ values: { config: { 'services.conf': one as JsonObject } } })
    t.ok(E.isLeft(result), JSON.stringify(one))
  }
})

const json = fc
  .dictionary(
    fc.oneof(fc.stringMatching(/^[a-z_.-]{1,8}$/), fc.string({ minLength: 1 })),
    fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
  )
  .filter((data) => survives(data as Json)) as fc.Arbitrary<JsonObject> // JSON values

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'
const hasPyhocon = spawnSync(python, ['-c', 'import pyhocon']).status === 0
const pyhocon = hasPyhocon ? {} : process.env.CI ? {} : { skip: 'pyhocon is not installed' }

t.test(
  'what is not refused is read by pyhocon, which ClearML uses, as it was written',
  pyhocon,
  async (t) => {
    const samples = fc.sample(json, { numRuns: 300, seed: 7 })
    const program =
      'import json, sys; from pyhocon import ConfigFactory\n' +
      'def plain(x):\n' +
      '    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}\n' +
      '    if isinstance(x, list): return [plain(v) for v in x]\n' +
      '    return None if type(x).__name__ == "NoneValue" else x\n' +
      'texts = json.load(sys.stdin)\n' +
      'print(json.dumps([plain(ConfigFactory.parse_string(t).as_plain_ordered_dict()) for t in texts]))'
    const { stdout, stderr, status } = spawnSync(python, ['-c', program], {
      input: JSON.stringify(samples.map(hoconOf)),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    t.equal(status, 0, stderr.slice(-500))
    const read = JSON.parse(stdout) as ReadonlyArray<unknown>
    samples.forEach((sample, i) => {
      t.strictSame(read[i], JSON.parse(JSON.stringify(sample)), JSON.stringify(sample).slice(0, 200))
    })
  },
)
