/**
 * The credential step for real: its script against the API server, with a token of exactly the service account that runs
 * it. Its Role suffices and nothing of it can be spared.
 */
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { credentialKeys, credentialsScript, rotatedKeys } from '../../src/components/credentialsScript.js'
import { at, isArray, type JsonObject } from '../../src/json.js'
import { built } from '../support/streams.js'
import { type Access, type Api, messageOf } from './api.js'
import { applyAll, wipe } from './installation.js'
import { rightsOf, tokenOf, withoutVerb } from './rights.js'

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'
const SECRET = '/api/v1/namespaces/clearml/secrets/clearml-credentials'
const ROLE = '/apis/rbac.authorization.k8s.io/v1/namespaces/clearml/roles/clearml-credentials'

interface Step {
  readonly account: string
  readonly files: string
  readonly env: Readonly<Record<string, string>>
}

interface Ran {
  readonly code: number | null
  readonly log: string
  readonly files: Readonly<Record<string, string>>
}

/** Gives what was seen, a sentence each. */
export const credentials = async (t: Test, api: Api, access: Access): Promise<ReadonlyArray<string>> => {
  const { manifests } = built({})
  t.teardown(async () => {
    await api.call('DELETE', SECRET)
    await wipe(api, manifests)
  })
  t.same(await applyAll(api, manifests), [])
  const steps = manifests.flatMap(stepOf)
  t.same(
    steps.map(({ account }) => account),
    ['clearml-apiserver', 'clearml-asyncdelete', 'clearml-fileserver'],
    'the pods that have the step',
  )
  const run = (step: Step): Promise<Ran> => runStep(api, access, step)
  const secret = async (): Promise<JsonObject> => (await api.call('GET', SECRET)).body
  const gone = async (): Promise<void> => {
    await api.call('DELETE', SECRET)
  }

  await t.test(
    'each pod that reads credentials makes the Secret, and gets the files that it asks for',
    async (t) => {
      for (const step of steps) {
        await gone()
        const { code, log, files } = await run(step)
        t.equal(code, 0, `${step.account}: ${log}`)
        t.same(Object.keys(files).sort(), step.files.split(' ').sort(), step.account)
        t.same(
          Object.keys(at(await secret(), ['data']) ?? {}).sort(),
          credentialKeys.map(({ key }) => key).sort(),
          'the Secret has every key of its contract',
        )
      }
    },
  )

  await t.test('a second run changes nothing, and all pods get the same', async (t) => {
    const before = await secret()
    const all = await Promise.all(steps.map(run))
    for (const { code, log } of all) t.equal(code, 0, log)
    t.equal(at(await secret(), ['metadata', 'resourceVersion']), at(before, ['metadata', 'resourceVersion']))
    t.equal(new Set(all.map(({ files }) => files['secure.conf'])).size, 1)
  })

  await t.test('two at once agree', async (t) => {
    for (let round = 0; round < 3; round++) {
      await gone()
      const all = await Promise.all(steps.map(run))
      for (const { code, log } of all) t.equal(code, 0, log)
      t.equal(new Set(all.map(({ files }) => files['secure.conf'])).size, 1, 'one secure.conf for all')
      const kept = at(await secret(), ['data', 'secure.conf'])
      t.equal(
        Buffer.from(String(kept), 'base64').toString(),
        all[0]?.files['secure.conf'],
        'and it is what is kept',
      )
    }
  })

  await t.test('a key that is missing is added, and no other one changes', async (t) => {
    const before = await secret()
    await api.call('PATCH', SECRET, {
      type: 'application/merge-patch+json',
      text: '{"data":{"services.conf":null}}',
    })
    const [step] = steps
    if (step === undefined) throw new Error('no step')
    t.equal((await run(step)).code, 0)
    const [old, now] = [before, await secret()].map((one) => at(one, ['data']))
    t.not(at(now ?? {}, ['services.conf']), undefined)
    t.not(at(now ?? {}, ['services.conf']), at(old ?? {}, ['services.conf']))
    t.equal(at(now ?? {}, ['secure.conf']), at(old ?? {}, ['secure.conf']))
  })

  await t.test('a rotation makes the keys anew, once, and all pods get the same', async (t) => {
    const before = await secret()
    const rotating = steps.map((step) => ({ ...step, env: { ...step.env, ROTATION: '1' } }))
    for (const { code, log } of await Promise.all(rotating.map(run))) t.equal(code, 0, log)
    const after = await secret()
    const changed = Object.keys(at(after, ['data']) ?? {}).filter(
      (key) => at(after, ['data', key]) !== at(before, ['data', key]),
    )
    t.same(changed.toSorted(), rotatedKeys.toSorted(), 'the administrator stays')
    t.equal(at(after, ['metadata', 'annotations', 'clearml-manifests/rotation']), '1')
    const all = await Promise.all(rotating.map(run))
    t.equal(new Set(all.map(({ files }) => files['secure.conf'])).size, 1)
    t.equal(at(await secret(), ['metadata', 'resourceVersion']), at(after, ['metadata', 'resourceVersion']))
  })

  await t.test('with open sign-in the web UI gets its pair, and nobody a list of users', async (t) => {
    const open = built({ values: { auth: { mode: 'open' } } }).manifests
    t.same(await applyAll(api, open), [])
    const all = await Promise.all(open.flatMap(stepOf).map(run))
    for (const { code, log } of all) t.equal(code, 0, log)
    const names = all.flatMap(({ files }) => Object.keys(files))
    t.same([...new Set(names)].sort(), ['secure.conf', 'services.conf', 'webserver-key', 'webserver-secret'])
    t.same(await applyAll(api, manifests), [])
  })

  const [step] = steps
  if (step === undefined) throw new Error('no step')
  for (const { verb, when } of [
    { verb: 'create', when: gone },
    { verb: 'get', when: gone },
    {
      verb: 'patch',
      when: async () => {
        await run(step)
        await api.call('PATCH', SECRET, {
          type: 'application/merge-patch+json',
          text: '{"data":{"services.conf":null}}',
        })
      },
    },
  ]) {
    await t.test(
      `without the verb ${verb} in its Role the step fails, says so, and writes no file`,
      async (t) => {
        await when()
        const role = manifests.find(({ kind }) => kind === 'Role') ?? {}
        const reply = await api.call('PUT', ROLE, { text: JSON.stringify(withoutVerb(role, verb)) })
        t.equal(reply.status, 200, messageOf(reply))
        const { code, log, files } = await run(step)
        t.equal(code, 1, log)
        t.match(log, new RegExp(`may not ${verb} Secret clearml/clearml-credentials \\(403 Forbidden\\)`))
        t.same(files, {})
        await applyAll(api, [role])
      },
    )
  }

  await t.test('its token may do nothing else', async (t) => {
    t.same(await rightsOf(api, access, step.account), [
      'create secrets',
      'get,patch secrets clearml-credentials',
    ])
  })
  return [
    'makes the Secret with every key of its contract, and writes the files that its pod asks for',
    'run again, changes nothing; run by all pods at once, they agree',
    'makes the keys anew when it is told of a rotation, once, whoever asks first',
    'with open sign-in, gives the web UI its pair, and nobody a list of users',
    'adds a key that is missing, and changes no other',
    'fails without each of the verbs create, get and patch, says which, and writes no file',
    'may do nothing else: create secrets, get and patch this one',
  ]
}

/** The container `credentials` of a workload: whose token it has, and what it is asked for. */
const stepOf = (manifest: JsonObject): ReadonlyArray<Step> => {
  const spec = at(manifest, ['spec', 'template', 'spec'])
  const containers = spec === undefined ? undefined : at(spec, ['initContainers'])
  const container = (isArray(containers) ? containers : []).find((one) => at(one, ['name']) === 'credentials')
  if (container === undefined || spec === undefined) return []
  const env = at(container, ['env'])
  const pairs = (isArray(env) ? env : []).map((one) => [
    String(at(one, ['name'])),
    String(at(one, ['value'])),
  ])
  const variables: Readonly<Record<string, string>> = Object.fromEntries(pairs)
  return [{ account: String(at(spec, ['serviceAccountName'])), files: variables.FILES ?? '', env: variables }]
}

/** Runs the script as the container would, with the files that Kubernetes mounts into it. */
const runStep = async (api: Api, access: Access, step: Step): Promise<Ran> => {
  const directory = mkdtempSync(join(tmpdir(), 'credentials-'))
  const [account, target] = [join(directory, 'account'), join(directory, 'target')]
  for (const path of [account, target]) mkdirSync(path)
  writeFileSync(join(account, 'token'), await tokenOf(api, step.account))
  writeFileSync(join(account, 'namespace'), 'clearml')
  copyFileSync(access.ca, join(account, 'ca.crt'))
  const child = spawn(python, ['-c', credentialsScript], {
    env: {
      PATH: process.env.PATH ?? '',
      ...step.env,
      TARGET: target,
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: new URL(access.url).port,
      SERVICE_ACCOUNT_DIR: account,
    },
  })
  let log = ''
  child.stdout.on('data', (chunk) => {
    log += chunk
  })
  child.stderr.on('data', (chunk) => {
    log += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const files = Object.fromEntries(
    readdirSync(target).map((name) => [name, readFileSync(join(target, name), 'utf8')]),
  )
  rmSync(directory, { recursive: true })
  return { code, log, files }
}
