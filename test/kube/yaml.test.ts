import fc from 'fast-check'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import type { Json } from '../../src/json.js'
import { equal } from '../../src/json.js'
import { toYaml, toYamlDocument } from '../../src/kube/yaml.js'
import { asJson, data, scripts, texts, traps } from './texts.js'

const readers: ReadonlyArray<readonly [string, (text: string) => Json]> = [
  ['1.2', (text) => parse(text, { version: '1.2', uniqueKeys: true })],
  ['1.1', (text) => parse(text, { version: '1.1', uniqueKeys: true })],
]

t.test('what a manifest looks like', async (t) => {
  const configMap = {
    metadata: {
      labels: { app: 'x', 'app.kubernetes.io/part-of': 'clearml' },
      namespace: 'ml',
      name: 'settings',
    },
    data: {
      'run.sh': '#!/bin/sh\nset -e\n\nexec server\n',
      on: 'yes',
      port: '8008',
      note: 'a: b',
      empty: '',
    },
    kind: 'ConfigMap',
    apiVersion: 'v1',
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api' },
    spec: {
      volumes: [{ emptyDir: {}, name: 'tmp' }],
      containers: [
        {
          image: 'docker.io/allegroai/clearml:2.0.0-613',
          name: 'api',
          args: ['-c', '--port=80', 'a\n b', ['x', { y: [] }]],
          env: [{ value: 'http://api:8008', name: 'URL' }],
          resources: { limits: { cpu: '500m', memory: '2Gi', ratio: 0.5 } },
          ports: [{ containerPort: 8008 }],
          tty: false,
        },
      ],
    },
  }
  t.equal(
    toYaml([configMap, pod]),
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: ml
  labels:
    app: x
    app.kubernetes.io/part-of: clearml
data:
  empty: ""
  note: "a: b"
  "on": "yes"
  port: "8008"
  run.sh: |
    #!/bin/sh
    set -e

    exec server
---
apiVersion: v1
kind: Pod
metadata:
  name: api
spec:
  containers:
  - name: api
    args:
    - -c
    - --port=80
    - |-
      a
       b
    - - x
      - "y": []
    env:
    - name: URL
      value: http://api:8008
    image: docker.io/allegroai/clearml:2.0.0-613
    ports:
    - containerPort: 8008
    resources:
      limits:
        cpu: 500m
        memory: 2Gi
        ratio: 0.5
    tty: false
  volumes:
  - name: tmp
    emptyDir: {}
`,
  )
})

t.test('nothing gives the empty text, and a document may be any value', async (t) => {
  t.equal(toYaml([]), '')
  t.equal(toYamlDocument({}), '{}\n')
  t.equal(toYamlDocument([]), '[]\n')
  t.equal(toYamlDocument('true'), '"true"\n')
  t.equal(toYamlDocument(['a', { b: 1, a: null }]), '- a\n- a: null\n  b: 1\n')
  t.equal(toYamlDocument(' a\nb\n\n'), '|2+\n   a\n  b\n\n')
})

t.test('a number is written so that every reader sees the same number', async (t) => {
  t.equal(
    toYamlDocument([1e21, 1.5e-7, 1e20, -0, 3]),
    '- 1.0e+21\n- 1.5e-7\n- 100000000000000000000\n- 0\n- 3\n',
  )
})

t.test(
  'characters that a reader or a terminal might take for something are written as escapes',
  async (t) => {
    t.equal(
      toYamlDocument('\x85\u2028\ufeff\x7f\x1b\ud800'),
      '"\\u0085\\u2028\\ufeff\\u007f\\u001b\\ud800"\n',
    )
    t.equal(toYamlDocument('\ud800\na'), '"\\ud800\\na"\n')
  },
)

t.test('the order of keys in the input does not matter', async () => {
  const shuffled = (value: Json): Json =>
    Array.isArray(value)
      ? value.map(shuffled)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, item]) => [key, shuffled(item)]),
          )
        : value
  fc.assert(fc.property(data, (value) => toYamlDocument(value) === toYamlDocument(shuffled(value))))
})

for (const [version, read] of readers) {
  t.test(
    `a YAML ${version} reader reads back every trap, as a value, a key, an item and a document`,
    async (t) => {
      const misread = [...traps, ...scripts].filter((trap) => {
        const value = { [trap]: { k: trap }, list: [trap, [trap, trap]], z: { [trap]: [] } }
        return !equal(read(toYamlDocument(value)), value) || read(toYamlDocument(trap)) !== trap
      })
      t.strictSame(misread, [])
    },
  )

  t.test(`a YAML ${version} reader reads back any data`, async () => {
    fc.assert(
      fc.property(data, (value) => equal(asJson(read(toYamlDocument(value))), asJson(value))),
      { numRuns: 1000 },
    )
  })
}

t.test('a key that is too long for one line with its value is read back', async (t) => {
  const key = `k${'é'.repeat(1500)}`
  for (const value of [{ [key]: 'v' }, { a: [{ [key]: { b: [1] } }] }, { [key]: 'a\nb\n' }]) {
    for (const [, read] of readers) t.strictSame(read(toYamlDocument(value)), value)
  }
})

t.test('a stream is read back as its documents', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'kind'), texts, { noNullPrototype: true })),
      (docs) => {
        const read = parseAllDocuments(toYaml(docs))
        return (
          JSON.stringify(Array.isArray(read) ? read.map((doc) => doc.toJS()).map(sorted) : []) ===
          JSON.stringify(docs.map(sorted))
        )
      },
    ),
  )
})

const sorted = (object: Record<string, unknown>): unknown =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))
