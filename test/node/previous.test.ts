import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { commandIn, directoryOf, errorsOf, refused } from '../support/command.js'

const nfs = '--overlay nfs --set nfs.server=10.0.0.5 --set nfs.path=/exports/clearml'

/** A directory with the stream that `flags` give, as `today.yaml`. */
const applied = async (t: Test, flags = ''): Promise<string> => {
  const cwd = directoryOf(t)
  const { out } = await commandIn(cwd, `build ${flags}`)
  writeFileSync(join(cwd, 'today.yaml'), out)
  return cwd
}

const errors = async (t: Test, cwd: string, argv: string): Promise<ReadonlyArray<string>> =>
  errorsOf(t, await commandIn(cwd, argv), argv)

t.test('a change that does no harm is printed', async (t) => {
  const cwd = await applied(t)
  const flags = '--set webserver.replicas=2'
  const { code, out } = await commandIn(cwd, `build ${flags} --previous today.yaml`)
  t.equal(code, 0)
  t.equal(out, (await commandIn(cwd, `build ${flags}`)).out)
})

t.test('a change that would be refused, or lose data, stops the build', async (t) => {
  const cwd = await applied(t, nfs)
  const switched = await errors(t, cwd, 'build --overlay hostpath --previous today.yaml')
  t.equal(switched.length, 4)
  t.match(
    switched[0],
    /^PersistentVolume\/clearml-elasticsearch-data spec: was \{"nfs":.*which the API server refuses; .* \[immutableFields\]; on purpose: --ignore immutableFields:PersistentVolume\/clearml-elasticsearch-data$/,
  )
  const ignores = switched.map((line) => line.replace(/^.*; on purpose: /s, '')).join(' ')
  const purposely = await commandIn(cwd, `build --overlay hostpath --previous today.yaml ${ignores}`)
  t.equal(purposely.code, 0, 'each error names what lets it pass')
  t.match(await errors(t, cwd, `build ${nfs} --namespace ml --previous today.yaml`), [
    /^Namespace\/clearml: all would be made anew in the namespace "ml", .* \[dataLoss\]; on purpose: --ignore dataLoss:Namespace\/clearml$/,
  ])
  t.match(await errors(t, cwd, `build ${nfs} --set redis.storage.existingClaim=mine --previous today.yaml`), [
    /^PersistentVolumeClaim\/clearml-redis-data: is not in the stream any more \(nor PersistentVolume\/clearml-redis-data\)/,
    /^StatefulSet\/clearml-redis .* was the claim "clearml-redis-data" and would be the claim "mine"/,
  ])
})

t.test('it goes on when it is said on purpose, by rule or by object', async (t) => {
  const cwd = await applied(t, nfs)
  const hostpath = 'build --overlay hostpath --previous today.yaml'
  const { code, out } = await commandIn(cwd, `${hostpath} --ignore immutableFields`)
  t.equal(code, 0)
  t.match(out, /hostPath:/)
  const left = await errors(
    t,
    cwd,
    `${hostpath} --ignore immutableFields:persistentvolume/clearml-redis-data`,
  )
  t.equal(left.length, 3)
  t.notMatch(left.join('\n'), /clearml-redis-data/)
})

t.test('an ignore that does nothing is said', async (t) => {
  const cwd = await applied(t)
  const { code, err } = await commandIn(cwd, 'build --previous today.yaml --ignore dataLoss')
  t.equal(code, 0)
  t.ok(err.includes('warning: ignore dataLoss: hides nothing'), err.join('\n'))
  t.match(await errors(t, cwd, 'build --ignore dataLoss'), [
    /^--ignore dataLoss: this rule is for --previous; add it$/,
  ])
})

t.test('only the part that is asked for, and only what the previous stream has, is compared', async (t) => {
  const cwd = await applied(t, nfs)
  t.equal((await errors(t, cwd, 'build --overlay ephemeral --previous today.yaml')).length, 8)
  t.equal((await errors(t, cwd, 'build --overlay ephemeral --part data --previous today.yaml')).length, 4)
  const app = await applied(t, `${nfs} --part app`)
  t.equal((await commandIn(app, `build --overlay hostpath --previous today.yaml`)).code, 0)
  t.match(await errors(t, app, `build ${nfs} --part data --previous today.yaml`), [/with the same --part$/])
})

t.test('JSON is read too, and the output may take the place of what was read', async (t) => {
  const cwd = directoryOf(t)
  await commandIn(cwd, 'build --format json -o today.json')
  const { code, out } = await commandIn(
    cwd,
    'build --previous today.json --format json -o today.json --set webserver.replicas=2',
  )
  t.equal(code, 0)
  t.equal(out, '')
})

t.test('what is no previous stream is said in one line', async (t) => {
  const values = { 'v.yaml': 'redis:\n  storage:\n    size: 6Gi\n' }
  t.match(await refused(t, 'build --previous v.yaml', values), [
    /^--previous v\.yaml: document 1 has no apiVersion, kind or metadata.name; expected the stream that is applied today$/,
  ])
  t.match(await refused(t, 'build --previous e.yaml', { 'e.yaml': '---\n# nothing\n' }), [
    /^--previous e\.yaml: there is no manifest in it/,
  ])
  t.match(
    await refused(t, 'build --previous o.yaml', {
      'o.yaml': '{apiVersion: v1, kind: Pod, metadata: {name: p}}',
    }),
    [/^--previous o\.yaml: none of its 1 objects is in the stream that was built/],
  )
  t.match(await refused(t, 'build --previous t.yaml', { 't.yaml': 'just text' }), [
    /^t\.yaml:1:1: expected a Kubernetes object/,
  ])
  t.match(await refused(t, 'build --previous nowhere.yaml'), [/^nowhere\.yaml: cannot be read: no such file/])
  t.match(await refused(t, 'build --previous'), [/argument missing/])
  t.match(await refused(t, 'build -f - --previous -'), [
    /^standard input can be read once, and is named by --values and --previous; put one of them into a file$/,
  ])
})
