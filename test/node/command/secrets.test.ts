import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { compare } from 'bcryptjs'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { credentialKeys } from '../../../src/components/credentialsScript.js'
import { PUBLISHED } from '../../../src/lint/published.js'
import { commandIn, directoryOf, errorsOf, type Files, type Ran, refused } from '../../support/command.js'

/** The values of the Secret in a text, by key. */
const valuesOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries<string>(parse(text).data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]),
  )

/** What a command prints that is carried out, whatever it says beside. */
const output = ({ code, out, err }: Ran): string => {
  if (code !== 0) throw new Error(err.join('\n'))
  return out
}

const made = async (t: Test, flags = '', files: Files = {}): Promise<string> =>
  output(await commandIn(directoryOf(t, files), `secrets -o - ${flags}`))

t.test('the file is for its owner alone, and holds every key of the contract', async (t) => {
  const cwd = directoryOf(t)
  const { code, out, err } = await commandIn(cwd, 'secrets -o credentials.yaml --namespace ml')
  t.equal(code, 0)
  t.equal(out, '')
  t.match(err, [
    /^wrote Secret ml\/clearml-credentials to credentials.yaml/,
    /^next: kubectl apply -f credentials.yaml, and build with --set auth.credentials=manifest$/,
  ])
  t.equal(statSync(join(cwd, 'credentials.yaml')).mode & 0o777, 0o600)
  const text = readFileSync(join(cwd, 'credentials.yaml'), 'utf8')
  t.match(parse(text), {
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: 'clearml-credentials',
      namespace: 'ml',
      labels: { 'app.kubernetes.io/part-of': 'clearml', 'app.kubernetes.io/component': 'credentials' },
      annotations: { 'helm.sh/resource-policy': 'keep', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
    },
  })
  const values = valuesOf(text)
  t.strictSame(Object.keys(values).toSorted(), credentialKeys.map(({ key }) => key).toSorted())
  for (const value of Object.values(values)) {
    if (value !== 'admin') t.notOk(err.join('\n').includes(value), 'no value is said')
  }
})

t.test('the values have the shapes that the credential step gives them, and no published one', async (t) => {
  const text = await made(t)
  const values = valuesOf(text)
  const secure = JSON.parse(values['secure.conf'] ?? '')
  const services = JSON.parse(values['services.conf'] ?? '')
  const word = (length: number) => new RegExp(`^[A-Za-z][A-Za-z0-9]{${length - 1}}$`)
  const pair = { user_key: /^[A-Z][A-Z0-9]{29}$/, user_secret: word(60) }
  t.match(secure, {
    http: { session_secret: { apiserver: word(60) } },
    auth: { token_secret: word(60) },
    credentials: { apiserver: pair, fileserver: pair, webserver: pair, services_agent: pair, tests: pair },
  })
  t.match(services, {
    events: { events_retrieval: { scroll_id_key: word(60) } },
    auth: { fixed_users: { guest: { enabled: false, username: word(30), password: word(60) } } },
  })
  t.equal(values['webserver-key'], secure.credentials.webserver.user_key)
  t.equal(values['webserver-secret'], secure.credentials.webserver.user_secret)
  t.equal(values['agent-key'], secure.credentials.services_agent.user_key)
  t.equal(values['agent-secret'], secure.credentials.services_agent.user_secret)
  for (const [name, key] of PUBLISHED)
    t.notOk(
      Object.values(values).some((one) => one.includes(key)),
      name,
    )
})

t.test('the administrator signs in with the password, by a bcrypt hash of cost 12', async (t) => {
  const values = valuesOf(await made(t, '--set auth.adminUsername=root'))
  const { fixed_users: fixed } = JSON.parse(values['apiserver.conf'] ?? '').auth
  t.match(fixed, { enabled: true, pass_hashed: true, users: [{ username: 'root', name: 'Administrator' }] })
  t.strictSame(Object.keys(fixed.users[0]).toSorted(), ['name', 'password', 'username'])
  const hash = Buffer.from(fixed.users[0].password, 'base64').toString()
  t.match(hash, /^\$2b\$12\$.{53}$/)
  t.equal(await compare(values['admin-password'] ?? '', hash), true)
  t.equal(values['admin-username'], 'root')
})

t.test('the password can be chosen, in a file; bcrypt takes 72 bytes of it', async (t) => {
  const [, published = ''] = PUBLISHED[1] ?? []
  const files = { published, pw: 'correct horse\n', long: 'ä'.repeat(37), two: 'a\nb\n', empty: '\n' }
  const values = valuesOf(await made(t, '--admin-password-file pw', files))
  t.equal(values['admin-password'], 'correct horse')
  const [{ password }] = JSON.parse(values['apiserver.conf'] ?? '').auth.fixed_users.users
  t.equal(await compare('correct horse', Buffer.from(password, 'base64').toString()), true)
  const errors = (file: string) => refused(t, `secrets -o - --admin-password-file ${file}`, files)
  t.strictSame(await errors('long'), [
    '--admin-password-file long: the password has 74 bytes, and bcrypt takes 72 at most',
  ])
  t.match(await errors('two'), [/longer than one line/])
  t.match(await errors('published'), [/is a credential that ClearML or its charts have published/])
  t.match(await errors('empty'), [/the password is empty/])
  t.match(await errors('absent'), [/^absent: cannot be read/])
})

t.test('two runs have nothing random in common', async (t) => {
  const [a, b] = [valuesOf(await made(t)), valuesOf(await made(t))]
  const same = Object.keys(a).filter((key) => a[key] === b[key])
  t.strictSame(same, ['admin-username'])
})

t.test('a stream that reads it fits it', async (t) => {
  const cwd = directoryOf(t)
  for (const flags of ['--set auth.credentials=manifest', '--set auth.existingSecret=my-keys']) {
    const secret = output(await commandIn(cwd, `secrets -o - ${flags}`))
    const stream = output(await commandIn(cwd, `build ${flags}`))
    writeFileSync(join(cwd, 'all.yaml'), `${secret}---\n${stream}`)
    t.match(await commandIn(cwd, 'validate all.yaml'), { code: 0 }, flags)
    const { name } = parse(secret).metadata
    t.ok(stream.includes(`secretName: ${name}\n`), `${name} is what the pods read`)
    const missing = secret.replace(/^ {2}secure\.conf: .*\n/m, '')
    writeFileSync(join(cwd, 'all.yaml'), `${missing}---\n${stream}`)
    t.match(await commandIn(cwd, 'validate all.yaml'), { code: 1, out: /secure\.conf/ }, 'a key less is seen')
  }
})

t.test('a file that is there is never overwritten', async (t) => {
  const cwd = directoryOf(t, { 'credentials.yaml': 'mine\n' })
  t.strictSame(errorsOf(t, await commandIn(cwd, 'secrets -o credentials.yaml'), 'a file'), [
    'credentials.yaml: is there already, and is not overwritten; --rotate makes its keys anew, or choose another file',
  ])
  t.equal(readFileSync(join(cwd, 'credentials.yaml'), 'utf8'), 'mine\n')
  symlinkSync('nowhere', join(cwd, 'link.yaml'))
  t.match(errorsOf(t, await commandIn(cwd, 'secrets -o link.yaml'), 'a link'), [/is there already/])
  t.notOk(existsSync(join(cwd, 'nowhere')))
})

t.test('--rotate makes the system keys anew; the administrator, and what the user added, stay', async (t) => {
  const cwd = directoryOf(t)
  const file = join(cwd, 'c.yaml')
  output(await commandIn(cwd, 'secrets -o c.yaml'))
  const first = parse(readFileSync(file, 'utf8'))
  const secure = JSON.parse(Buffer.from(first.data['secure.conf'], 'base64').toString())
  const own = { ...secure, auth: { ...secure.auth, token_expiration_sec: 60 } }
  writeFileSync(
    file,
    JSON.stringify({
      ...first,
      data: { ...first.data, 'secure.conf': Buffer.from(JSON.stringify(own)).toString('base64') },
      stringData: { extra: 'mine' },
    }),
  )
  chmodSync(file, 0o644)
  const before = valuesOf(readFileSync(file, 'utf8'))
  const { code, err } = await commandIn(cwd, 'secrets -o c.yaml --rotate')
  t.equal(code, 0)
  t.match(err.at(-1), /^next: kubectl apply -f c.yaml, then a stream with auth.rotation=1, which restarts/)
  const after = valuesOf(readFileSync(file, 'utf8'))
  t.equal(statSync(file).mode & 0o777, 0o600, 'and the file is private again')
  t.strictSame(
    Object.keys(before)
      .filter((key) => before[key] === after[key])
      .toSorted(),
    ['admin-password', 'admin-username', 'apiserver.conf'],
  )
  t.equal(after.extra, 'mine')
  const renewed = JSON.parse(after['secure.conf'] ?? '')
  t.equal(renewed.auth.token_expiration_sec, 60)
  t.not(renewed.auth.token_secret, secure.auth.token_secret)
  t.equal(after['agent-key'], renewed.credentials.services_agent.user_key)
  t.strictSame(readdirSync(cwd), ['c.yaml'], 'no other file is left')
})

t.test('--rotate needs a Secret of all keys, in the clear', async (t) => {
  const errors = (text: string) => refused(t, 'secrets -o c.yaml --rotate', { 'c.yaml': text })
  t.match(await refused(t, 'secrets -o c.yaml --rotate'), [/^c.yaml: cannot be read: no such file/])
  t.match(await refused(t, 'secrets -o - --rotate'), [/^--rotate: expected -o FILE/])
  t.match(await errors('kind: SealedSecret\n'), [/^c.yaml: expected one manifest of kind Secret; decrypt it/])
  t.match(await errors('kind: Secret\nsops: {}\n'), [/^c.yaml: is encrypted by sops; decrypt it first/])
  t.match(await errors('kind: Secret\nmetadata: {name: clearml-credentials, namespace: ml}\n'), [
    /^c.yaml: is the Secret ml\/clearml-credentials, and the values say clearml\/clearml-credentials; give those/,
  ])
  t.match(await errors('kind: Secret\n'), [/^c.yaml: has no secure.conf, services.conf, apiserver.conf, /])
})

t.test('where it goes is asked for, and what cannot be is said', async (t) => {
  t.match(await refused(t, 'secrets'), [/^a secret is not for the screen: say -o FILE, or -o -/])
  t.match(await refused(t, 'secrets -o dir/'), [/^-o dir\/: expected a file/])
  t.match(await refused(t, 'secrets -o absent/c.yaml'), [/^absent\/c.yaml: cannot be written: no such file/])
  t.match(await refused(t, 'secrets -o - --set rediss=1'), [/did you mean redis/])
  t.match(await refused(t, 'secrets -o - -f - --admin-password-file -'), [/^standard input can be read once/])
  t.match(
    await refused(
      t,
      'secrets -o - --set auth.externalSecret.store.name=vault --set auth.externalSecret.remoteKey=clearml',
    ),
    [/^auth.credentials is externalSecret: the External Secrets Operator makes the Secret/],
  )
})
