import t from 'tap'
import { openshift } from '../overlays/index.js'
import { remoteAgents } from '../presets/index.js'
import type { Build, ValuesInput } from '../src/index.js'
import { built, presetNeeds, workers } from './support/streams.js'

const remote = (values: ValuesInput) =>
  built({ preset: remoteAgents, values: { ...presetNeeds['remote-agents'], ...values } })

t.test('values of a server that is not installed are said to do nothing, and do nothing', async (t) => {
  const plain = remote({})
  t.strictSame(plain.warnings, [])
  for (const [values, names] of [
    [{ auth: { existingSecret: 'mine' } }, 'auth'],
    [{ config: { 'services.conf': { tasks: { max_last_metrics: 1 } } } }, 'config'],
    [{ retention: { logDays: 9 }, watchdog: { enabled: false } }, 'watchdog, retention'],
  ] as const) {
    const one = remote(values)
    t.strictSame(one.warnings, [
      `server.enabled is false, so no server is installed that would read the values of ${names}.`,
    ])
    t.strictSame(one.manifests, plain.manifests)
  }
})

t.test('values of policies are said to do nothing where there are none', async (t) => {
  const enabled = { enabled: false }
  const closed = { ingress: { namespaces: ['notebooks'] }, updates: true }
  t.match(built({ values: { domain: 'example.com', networkPolicies: { ...closed, ...enabled } } }).warnings, [
    /so nothing is closed: the values of networkPolicies\.ingress, networkPolicies\.updates do nothing/,
  ])
  const overlays = [...workers, openshift()]
  const held = (values: object) =>
    built({ overlays, values: { domain: 'example.com', ...values } as ValuesInput }) // values of overlays are among them
      .warnings.filter((one) => one.includes('networkPolicies'))
  const egress = {
    agents: { networkPolicies: { egress: 'internet' } },
    serving: { networkPolicies: { egress: 'clearml' } },
  }
  t.strictSame(held(egress), [
    'agents.networkPolicies.egress is internet, and nothing holds it: networkPolicies.enabled is false.',
    'serving.networkPolicies.egress is clearml, and nothing holds it: networkPolicies.enabled is false.',
  ])
  t.strictSame(held({ ...egress, networkPolicies: { enabled: true, ...closed } }), [])
})

t.test('ports of a controller to which nobody is led are said to do nothing', async (t) => {
  const said = (controller: object, overlays: Build['overlays'] = workers) =>
    built({
      overlays: overlays ?? [],
      values: { domain: 'example.com', networkPolicies: { enabled: true, ingress: { controller } } },
    }).warnings.filter((one) => one.startsWith('networkPolicies.ingress.controller.ports does nothing'))
      .length
  const ports = [8443]
  t.equal(said({ ports }), 1)
  t.equal(said({ ports, namespaces: ['traefik'] }, []), 1)
  t.equal(said({ ports, namespaces: ['traefik'] }), 0)
  t.equal(said({}), 0)
})

t.test('agents of another server have its keys by a Secret of their own, whatever auth says', async (t) => {
  const { manifests, warnings } = remote({ auth: { existingSecret: 'mine', rotation: 3 } })
  const text = JSON.stringify(manifests)
  t.match(text, /"secretKeyRef":\{"key":"agent-secret","name":"clearml-agent-keys"\}/)
  t.notMatch(text, /"mine"|clearml-manifests\/rotation/)
  t.match(warnings, [/values of auth\./])
})
