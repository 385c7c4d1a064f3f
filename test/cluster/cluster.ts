/**
 * The streams on a real control plane. `npm run test:cluster` compiles it, starts it on loopback, runs this and stops it.
 * What has been seen is written to `docs/proof.md`; with CI=true the page must say so already.
 *
 * `CLEARML_MANIFESTS_CLUSTER_PART=credential` runs only the parts whose names hold that word.
 */
import { spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { applies } from './applies.js'
import { changesOfObjects } from './changes.js'
import { startControlPlane } from './controlPlane.js'
import { credentials } from './credentials.js'
import { glue } from './glue.js'
import { mutations } from './mutations.js'
import { furnish } from './nodes.js'
import { parts } from './parts.js'
import { podSecurity } from './podSecurity.js'
import { writeProof } from './proof.js'
import { startProvisioner } from './provisioner.js'
import { cases, combined } from './streams.js'
import { transitions } from './transitions.js'
import { twoNamespaces } from './twoNamespaces.js'

const program = process.env.CLEARML_MANIFESTS_CONTROL_PLANE ?? ''
const only = process.env.CLEARML_MANIFESTS_CLUSTER_PART

t.test('the streams on a real control plane', async (t) => {
  const { api, access, version, stop } = await startControlPlane(program)
  t.teardown(stop)
  const isOldest = /^v1\.30\./.test(version)
  await furnish(api)
  t.teardown(startProvisioner(api))

  /** Runs a part of the test that is asked for; what it gives is for the proof. */
  const part = async <A>(name: string, run: (t: Test) => Promise<A>): Promise<A | undefined> => {
    if (only !== undefined && !name.includes(only)) return undefined
    let seen: A | undefined
    await t.test(name, async (t) => {
      seen = await run(t)
    })
    return seen
  }

  const seen = {
    applied: await part(
      'each installation is applied, becomes ready, and applied again changes nothing',
      (t) => applies(t, api, cases),
    ),
    transitions: await part(
      'each installation turns into each other one, or the build says what is refused',
      (t) => transitions(t, api),
    ),
    combined: await part('every two choices can be combined', (t) => applies(t, api, combined)),
    changes: await part('a single change is refused as the build says', (t) =>
      changesOfObjects(t, api, isOldest),
    ),
    twoNamespaces: await part('two installations do not collide', (t) => twoNamespaces(t, api)),
    parts: await part('deleting the program leaves all data', (t) => parts(t, api)),
    steps: await part('the credential step runs with the rights of its Role', (t) =>
      credentials(t, api, access),
    ),
    glue: await part('the glue makes pods of tasks with the rights of its Role', (t) => glue(t, api, access)),
    security: await part('pods reach the Pod Security level that we say', (t) =>
      podSecurity(t, api, isOldest),
    ),
    judged: await part('where the server refuses a planted fault, validate refuses it', (t) =>
      mutations(t, api),
    ),
  }
  const versions = spawnSync(program, ['versions'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .sort()
    .reverse()
  t.ok(versions.includes(`Kubernetes ${version}`), version)
  if (!isWhole(seen) || seen.glue.length === 0 || !t.passing()) return // without clearml-agent the page stays
  const isSaid = writeProof({ ...seen, minor: version.replace(/^v(\d+\.\d+).*/, '$1'), versions })
  if (process.env.CI === 'true') t.ok(isSaid, 'docs/proof.md says what this run has seen')
})

type Whole<A> = { readonly [key in keyof A]: Exclude<A[key], undefined> }

const isWhole = <A extends object>(seen: A): seen is A & Whole<A> =>
  Object.values(seen).every((value) => value !== undefined)
