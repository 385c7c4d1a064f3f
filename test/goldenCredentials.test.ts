import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { PUBLISHED } from '../src/lint/published.js'

// What everybody knows is in no stream: looked for in the text of the golden files, and not by the rule that stops a build.
const directory = 'test/golden'
const goldens = readdirSync(directory).map(
  (name) => [name, readFileSync(join(directory, name), 'utf8')] as const,
)

/** A text in base64, wherever in a longer text it begins: what does not depend on its neighbours. */
const inBase64 = (text: string): ReadonlyArray<string> =>
  [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
    return whole.slice(before === 0 ? 0 : 4)
  })

const forms = (key: string): ReadonlyArray<string> => [
  key,
  encodeURIComponent(key),
  Buffer.from(key).toString('hex'),
  ...inBase64(key),
]

/** Words that charts and documents have as passwords and keys: the guest's, those of Grafana and of the agents' chart. */
const words = 'guest|clearml|admin|pwd|12345678|ACCESSKEY|SECRETKEY|ClearML API (?:Access|Secret) Key'
const quote = `\\\\*["']?`
const known = new RegExp(
  `(?:pass(?:word)?|secret|token|key|pwd)${quote}(?:\\n +value)?\\s*[:=] *${quote}(?:${words})${quote},?(?:\\s|$)`,
  'i',
)

const found = (text: string): ReadonlyArray<string> => [
  ...PUBLISHED.filter(([, key]) => forms(key).some((form) => text.includes(form))).map(([name]) => name),
  ...(known.exec(text) ?? []),
]

t.test('no golden stream has a published key, token or password, in any form', async (t) => {
  t.ok(goldens.length > 30, `${goldens.length} streams`)
  t.ok(PUBLISHED.length >= 30, `${PUBLISHED.length} credentials`)
  for (const [name, text] of goldens) t.strictSame(found(text), [], name)
})

t.test('each of them would be found', async (t) => {
  const [, golden = ''] = goldens[0] ?? []
  for (const [name, key] of PUBLISHED) {
    for (const form of [
      key,
      Buffer.from(key).toString('base64'),
      Buffer.from(`a: "${key}"`).toString('base64'),
      Buffer.from(`token: "${key}"\n`).toString('base64'),
    ])
      t.ok(found(`${golden}  text: ${form}\n`).includes(name), name)
  }
  for (const line of [
    'password: guest',
    'adminPassword: "clearml"',
    '- name: CLEARML_API_ACCESS_KEY\n  value: ACCESSKEY',
    '"user_secret": "SECRETKEY",',
    'services.auth.fixed_users.guest.password=guest',
    '{\\"password\\": \\"12345678\\" }',
  ])
    t.not(found(`${golden}${line}\n`).length, 0, line)
  t.strictSame(found('secretName: clearml-credentials\nkey: admin-password\n'), [])
})
