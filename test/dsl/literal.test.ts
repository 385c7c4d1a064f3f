/** What the compiler says about literals and edits; the lines under `@ts-expect-error` must not compile. */
import t from 'tap'
import type { Obj } from '../../src/dsl/index.js'
import {
  add,
  assert,
  data,
  edit,
  evaluate,
  forced,
  hidden,
  list,
  mix,
  obj,
  plus,
  required,
} from '../../src/dsl/index.js'
import type { JsonObject } from '../../src/json.js'

interface Port {
  readonly name?: string
  readonly port: number
}

/** Everything optional, as in kubernetes-types. */
interface Deployment {
  kind?: string
  metadata?: { name?: string; labels?: { [key: string]: string } }
  spec?: { replicas?: number; paused?: boolean; ports?: Array<Port>; strategy?: 'Recreate' | 'RollingUpdate' }
}

interface Installation {
  readonly config: { readonly name: string; readonly replicas: number; readonly extra: JsonObject }
  readonly apiserver: { readonly deployment: Deployment; readonly ports: ReadonlyArray<Port> } | null
  readonly greet: (name: string) => string
}

const base = obj<Installation>({
  'assert replicas': assert(({ self }) => self.config.replicas > 0, 'replicas must be positive'),
  config: hidden({ name: required('say a name'), replicas: 1, extra: data({ a: [1, { b: null }] }) }),
  greet: hidden(() => (name: string) => `hello ${name}`),
  apiserver: {
    deployment: ({ $ }) => ({
      kind: 'Deployment',
      metadata: { name: $.config.name, labels: { app: ({ $: root }) => root.config.name } },
      spec: { replicas: $.config.replicas, ports: [{ port: 80 }, () => ({ name: 'https', port: 443 })] },
    }),
    ports: ({ self }) => self.deployment.spec?.ports ?? [],
  },
})

const named = edit<Installation>(
  {
    config: { name: 'clearml', replicas: ({ super: below }) => below.replicas + 1, extra: { c: add('d') } },
    apiserver: {
      deployment: {
        metadata: { labels: { tier: add(({ $ }) => $.greet('x')) } },
        spec: {
          strategy: add('Recreate'),
          ports: list.merge('port', [
            { port: 80, name: 'http' },
            ({ $ }) => ({ port: 8080, name: $.config.name }),
          ]),
        },
      },
      ports: forced(plus([{ port: 1 }])),
    },
  },
  'named',
)

t.test('a typed installation and a typed edit compile and evaluate', async (t) => {
  t.same(evaluate(mix(base, named)), {
    _tag: 'Right',
    right: {
      apiserver: {
        deployment: {
          kind: 'Deployment',
          metadata: { labels: { app: 'clearml', tier: 'hello x' }, name: 'clearml' },
          spec: {
            ports: [
              { name: 'http', port: 80 },
              { name: 'https', port: 443 },
              { name: 'clearml', port: 8080 },
            ],
            replicas: 2,
            strategy: 'Recreate',
          },
        },
        ports: [
          { name: 'http', port: 80 },
          { name: 'https', port: 443 },
          { name: 'clearml', port: 8080 },
          { port: 1 },
        ],
      },
    },
  })
})

export const misspelt: ReadonlyArray<Obj<Installation>> = [
  // @ts-expect-error replicaz is no field of config, even beside replicas
  edit<Installation>({ config: { replicas: 2, replicaz: 2 } }, 'x'),
  // @ts-expect-error nor is it inside a mark
  edit<Installation>({ config: hidden({ replicas: 2, replicaz: 2 }) }, 'x'),
  // @ts-expect-error nor deep inside optional objects
  edit<Installation>({ apiserver: { deployment: { spec: { replicas: 2, replicaz: 2 } } } }, 'x'),
  // @ts-expect-error nor under add
  edit<Installation>({ apiserver: { deployment: { spec: add({ replicas: 2, replicaz: 2 }) } } }, 'x'),
  // @ts-expect-error nor at the top
  edit<Installation>({ apiserver: {}, apiservr: {} }, 'x'),
]

export const mistyped: ReadonlyArray<Obj<Installation>> = [
  // @ts-expect-error replicas is a number
  edit<Installation>({ apiserver: { deployment: { spec: { paused: true, replicas: '2' } } } }, 'x'),
  // @ts-expect-error and so is what its code returns
  edit<Installation>({ apiserver: { deployment: { spec: { replicas: () => '2' } } } }, 'x'),
  // @ts-expect-error and what a mark holds
  edit<Installation>({ apiserver: { deployment: { spec: { replicas: add('2') } } } }, 'x'),
  // @ts-expect-error code sees the types of the final installation
  edit<Installation>({ config: { name: ({ $ }) => $.config.replicas } }, 'x'),
  // @ts-expect-error code cannot read what is not there
  edit<Installation>({ config: { name: ({ self }) => self.nam } }, 'x'),
  // @ts-expect-error an item of a merge is a port
  edit<Installation>({ apiserver: { ports: list.merge('port', [{ port: 1, nam: 'x' }]) } }, 'x'),
  // @ts-expect-error so is an appended one
  edit<Installation>({ apiserver: { ports: list.append({ port: '1' }) } }, 'x'),
]

// @ts-expect-error a literal gives every required field
export const incomplete: Obj<Installation> = obj<Installation>({ greet: () => () => '' })
