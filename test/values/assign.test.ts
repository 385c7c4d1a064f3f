import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { showError } from '../../src/error.js'
import type { JsonObject } from '../../src/json.js'
import { parseAssignments } from '../../src/values/assignment.js'
import { decode, mergeLayers } from '../../src/values/decode.js'
import { group, requiredText, textList } from '../../src/values/schema.js'
import { table } from '../../src/values/table.js'

const schema = group('', {
  ...table.fields,
  nfs: group('', {
    server: requiredText('', 'x'),
    mountOptions: textList('', [], undefined, ['hard', 'nfsvers=4.1']),
  }),
})

/** What `values` and then each `--set` (or `--set-string`, after a "!") give, at `part`; or the errors in words. */
const set = (texts: ReadonlyArray<string>, values: JsonObject = {}): JsonObject | ReadonlyArray<string> => {
  const layers = [
    { origin: 'values', tier: 'user' as const, values: { nfs: { server: 'x' }, ...values } },
    ...texts.map((text) => {
      const plain = text.replace(/^!/, '')
      const read = parseAssignments(plain, text.startsWith('!'))
      if (E.isLeft(read)) throw new Error(read.left.reason)
      return { origin: `--set ${plain}`, tier: 'user' as const, values: {}, assignments: read.right }
    }),
  ]
  const merged = mergeLayers(schema, layers)
  const result = E.isLeft(merged) ? merged : decode(schema, merged.right, layers, [])
  return E.isLeft(result) ? result.left.map(showError) : (result.right as unknown as JsonObject) // plain data
}

t.test('the schema decides the type of a value', async (t) => {
  t.match(set(['redis.extraArgs[0]=1', 'redis.extraArgs[1]=true']), { redis: { extraArgs: ['1', 'true'] } })
  t.match(set(['redis.extraArgs={1,null,x}']), [
    '--set redis.extraArgs={1,null,x}: redis.extraArgs[1]: expected a non-empty string, got nothing',
  ])
  t.match(set(['apiserver.replicas=3']), { apiserver: { replicas: 3 } })
  t.match(set(['redis.image.tag=1']), { redis: { image: { tag: '1' } } })
  t.match(set(['redis.image.tag=true']), { redis: { image: { tag: 'true' } } })
  t.match(set(['labels.a=1,labels.b=true']), { labels: { a: '1', b: 'true' } })
  t.match(set(['namespace.create=false']), { namespace: { create: false } })
  t.match(set(['namespace=ml']), { namespace: { name: 'ml' } }, 'a shorthand')
  t.match(set(['redis.resources.limits.cpu=1']), { redis: { resources: { limits: { cpu: '1' } } } })
})

t.test("where anything may stand, Helm's guess decides", async (t) => {
  t.match(
    set([
      'webserver.configuration.a=1,webserver.configuration.b=true,webserver.configuration.c=01,webserver.configuration.d=-7,webserver.configuration.e=1.5,webserver.configuration.f=x',
    ]),
    { webserver: { configuration: { a: 1, b: true, c: '01', d: -7, e: '1.5', f: 'x' } } },
  )
  t.match(set(['redis.tolerations[0].key=a,redis.tolerations[0].tolerationSeconds=60']), {
    redis: { tolerations: [{ key: 'a', tolerationSeconds: 60 }] },
  })
  t.match(set(['webserver.configuration.n=12345678901234567890']), {
    webserver: { configuration: { n: '12345678901234567890' } },
  })
  t.match(set(['!webserver.configuration.a=1', '!webserver.configuration.b=null']), {
    webserver: { configuration: { a: '1', b: 'null' } },
  })
})

t.test('a text that is none of its type is refused with what was written', async (t) => {
  t.same(set(['apiserver.replicas=two']), [
    '--set apiserver.replicas=two: apiserver.replicas: expected an integer of at least 0, got string "two"',
  ])
  t.same(set(['namespace.create=yes']), [
    '--set namespace.create=yes: namespace.create: expected true or false, got string "yes"',
  ])
  t.same(set(['apiserver.replicas=']), [
    '--set apiserver.replicas=: apiserver.replicas: expected an integer of at least 0, got string ""',
  ])
  t.same(set(['!apiserver.replicas=2']), [
    '--set apiserver.replicas=2: apiserver.replicas: expected an integer of at least 0, got string "2"',
  ])
  t.match(set(['namespace[0]=x']), [/namespace: expected a map of .*, got a list of 1/])
  t.match(set(['redis.extraArgs.x=1']), [/redis.extraArgs: expected a list.*, got a map/])
})

t.test('null takes back to the default, and an entry of an open map away', async (t) => {
  t.match(set(['apiserver.replicas=null'], { apiserver: { replicas: 5 } }), { apiserver: { replicas: 1 } })
  const limits = (result: unknown): unknown =>
    (result as { redis: { resources: { limits: unknown } } }).redis.resources.limits
  t.same(limits(set(['redis.resources.limits.memory=null'])), {})
  t.same(limits(set(['redis.resources.limits=null', 'redis.resources.limits.cpu=1'])), {
    cpu: '1',
    memory: '512Mi',
  })
})

t.test('an index must exist, in what is given or in the default, or be the next one', async (t) => {
  t.match(set(['nfs.mountOptions[0]=soft']), { nfs: { mountOptions: ['soft', 'nfsvers=4.1'] } })
  t.match(set(['nfs.mountOptions[2]=ro']), { nfs: { mountOptions: ['hard', 'nfsvers=4.1', 'ro'] } })
  t.same(set(['nfs.mountOptions[3]=ro']), [
    '--set nfs.mountOptions[3]=ro: nfs.mountOptions[3]: expected an index up to 2, the next free one',
  ])
  t.match(set(['nfs.mountOptions[1]=ro'], { nfs: { server: 'x', mountOptions: ['hard'] } }), {
    nfs: { mountOptions: ['hard', 'ro'] },
  })
  t.equal((set(['redis.extraArgs[1]=a', 'redis.extraArgs[5]=b']) as []).length, 2, 'all errors together')
  t.match(set(['redis.extraEnv[0].name=A,redis.extraEnv[0].value=1']), {
    redis: { extraEnv: [{ name: 'A', value: 1 }] },
  })
})

t.test('later assignments win, and the input is not changed', async (t) => {
  t.match(set(['namespace=a', 'namespace=b,namespace.create=false']), {
    namespace: { name: 'b', create: false },
  })
  const values = { redis: { extraArgs: ['a', 'b'] } }
  set(['redis.extraArgs[0]=x'], values)
  t.same(values, { redis: { extraArgs: ['a', 'b'] } })
})

t.test('keys of Object.prototype are plain unknown keys', async (t) => {
  t.match(set(['constructor.prototype.x=1']), [/constructor: no such value/])
  t.match(set(['redis.toString=1']), [/redis.toString: no such value/])
  t.equal(({} as { x?: unknown }).x, undefined)
})

t.test('the environment is text, but for the one switch in it', async (t) => {
  t.match(
    set([
      'redis.extraEnv[0].name=A,redis.extraEnv[0].value=true',
      'redis.extraEnv[1].name=B,redis.extraEnv[1].value=5',
      'redis.extraEnv[2].name=C,redis.extraEnv[2].valueFrom.secretKeyRef.name=s',
      'redis.extraEnv[2].valueFrom.secretKeyRef.key=1,redis.extraEnv[2].valueFrom.secretKeyRef.optional=true',
    ]),
    {
      redis: {
        extraEnv: [
          { name: 'A', value: 'true' },
          { name: 'B', value: '5' },
          { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: '1', optional: true } } },
        ],
      },
    },
  )
})

t.test('a dot in the key of a map of strings is escaped', async (t) => {
  t.strictSame(set(['redis.nodeSelector.kubernetes.io/os=linux']), [
    '--set redis.nodeSelector.kubernetes.io/os=linux: redis.nodeSelector.kubernetes: expected a string (write kubernetes\\.io/os: a dot in a key is escaped), got a map',
  ])
  t.match(set(['redis.resources.limits.nvidia.com/gpu=1']), [/write nvidia\\.com\/gpu: a dot/])
  t.match(set(['redis.nodeSelector.kubernetes\\.io/os=linux']), {
    redis: { nodeSelector: { 'kubernetes.io/os': 'linux' } },
  })
})
