import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, overlay, schema, showError } from '../../src/index.js'
import { envFrom } from '../../src/values/secretKey.js'
import { refused } from '../support/command.js'

const table = schema.group('Keys.', {
  password: schema.secretKey('Password.', { secret: 'git', key: 'token' }),
  user: schema.textOrSecretKey('User.', 'bot'),
})
const errors = (values: Readonly<Record<string, unknown>>) => {
  const result = build({ overlays: [overlay({ name: 'git', schema: table, values: { git: values } })] })
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test('a secret is named by its Secret and its key', async (t) => {
  t.same(errors({ password: { secret: 'git', key: 'token' }, user: { secret: 'git', key: 'user' } }), [])
  t.same(errors({ user: 'bot' }), [])
  t.same(errors({}), [])
})

t.test('a literal secret is refused with the way to make a Secret, and is not printed', async (t) => {
  const [error = '', ...others] = errors({ password: 'hunter2' })
  t.match(error, 'git.password')
  t.match(error, 'kubectl create secret generic NAME --from-file=KEY')
  t.notMatch(error, 'hunter2')
  t.same(others, [])
})

t.test('what may be a secret is not printed, in a flag or in what a URL begins with', async (t) => {
  const external = 'build --set redis.enabled=false --set redis.external'
  const [password = ''] = await refused(t, `${external}.password=hunter2 --set redis.external.host=a`)
  t.match(password, /^--set redis.external.password=…: redis.external.password: expected a reference/)
  t.match(password, /; what was given is not shown, for it may be secret$/)
  const [host = ''] = await refused(t, `${external}.host=redis://me:hunter2@a`)
  t.match(host, /^--set redis.external.host=…: redis.external.host: expected a host name or IP address/)
  const [plain = ''] = await refused(t, `${external}.host=redis://a`)
  t.match(plain, 'got string "redis://a"')
  t.notMatch([password, host].join(), 'hunter2')
})

t.test('half a reference, and one too much, are refused', async (t) => {
  t.equal(errors({ password: { secret: 'git' } }).length, 1)
  t.equal(errors({ password: { secret: 'git', key: 'a', more: 'b' } }).length, 1)
  t.equal(errors({ password: { secret: 'Not A Name', key: 'a' } }).length, 1)
  t.equal(errors({ user: '' }).length, 1)
})

t.test('a variable takes the text, or the key of the Secret, or is not there', async (t) => {
  t.same(envFrom('A', 'bot'), [{ name: 'A', value: 'bot' }])
  t.same(envFrom('A', { secret: 'git', key: 'user' }), [
    { name: 'A', valueFrom: { secretKeyRef: { name: 'git', key: 'user' } } },
  ])
  t.same(envFrom('A', null), [])
})
