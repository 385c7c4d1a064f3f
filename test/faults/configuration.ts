/** Faults of how ClearML is configured. */
import { components } from '../../src/components/installation.js'
import { storeAddresses } from '../../src/components/stores.js'
import type { ConfigMap, Container, Service } from '../../src/kube/types.js'
import {
  changed,
  envOf,
  everyPod,
  idOf,
  type Manifests,
  ofKind,
  type Pod,
  podOf,
  pods,
  scriptOf,
  withEnv,
} from '../support/objects.js'
import { type Fault, unless } from './fault.js'
import { json, urls, variables } from './texts.js'

const API = 'Deployment/clearml-apiserver'
const FILES = 'Deployment/clearml-fileserver'
const main = ['spec', 'template', 'spec', 'containers', 0]
const configDirectories = (pod: Pod): ReadonlyArray<string> =>
  (envOf(pod.main).CLEARML_CONFIG_DIR ?? '').split(':')
const readers = ['apiserver', 'asyncdelete', 'fileserver'] as const
/** The ConfigMaps that a pod reads once. */
const filesOf = (manifests: Manifests, { volumes }: Pod): ReadonlyArray<string> => {
  const readAgain = ofKind<ConfigMap>(manifests, 'ConfigMap')
    .filter(({ data = {} }) => `${Object.keys(data)}` === 'template.yaml') // by the glue, for each task
    .map(({ metadata }) => metadata?.name)
  return volumes
    .filter(({ name }) => !/^((elasticsearch|mongodb|redis)-ca|ca-bundle)$/.test(name)) // the user's own
    .flatMap(({ configMap }) => configMap?.name ?? [])
    .filter((name) => name !== 'clearml-credentials' && !readAgain.includes(name))
}
const checksums = ({ annotations }: Pod): ReadonlyArray<string> =>
  Object.keys(annotations).filter(
    (key) => key.startsWith('checksum/') && /^[0-9a-f]{64}$/.test(annotations[key] ?? ''),
  )
const waitsOf = (container: Container): ReadonlyArray<string> =>
  scriptOf(container).match(/^wait_for '[a-z]+'/gm) ?? []

export const configurationFaults: ReadonlyArray<Fault> = [
  {
    fault:
      "apiserver and fileserver know different names of the sign-in cookie, and the UI's files answer 401 (#318)",
    about: 'server',
    find: (manifests) => {
      const made = json(
        envOf(podOf(manifests, 'apiserver').main).CLEARML__apiserver__auth__session_auth_cookie_name,
      )
      const known = json(envOf(podOf(manifests, 'fileserver').main).CLEARML__fileserver__auth__cookie_names)
      return typeof made === 'string' && Array.isArray(known) && known.includes(made)
        ? []
        : [`${made} / ${known}`]
    },
    again: (manifests) => withEnv(manifests, FILES, 'CLEARML__fileserver__auth__cookie_names', undefined),
  },
  {
    fault:
      'the fileserver signs in with another pair than the apiserver knows (7.3): both read one secure.conf',
    about: 'server',
    find: (manifests) =>
      unless(
        readers,
        (name) => scriptOf(podOf(manifests, name).main).includes("'/opt/clearml/credentials/secure.conf'"),
        String,
      ),
    again: (manifests) => changed(manifests, FILES, [...main, 'command', 2], 'exec python3 fileserver.py'),
  },
  {
    fault: 'fileserver settings stand in apiserver.conf only, where the fileserver does not look (7.3)',
    about: 'server',
    find: (manifests) => {
      const made = ofKind<ConfigMap>(manifests, 'ConfigMap').some(
        ({ metadata }) => metadata?.name === 'clearml-config',
      )
      const reads = (name: string): boolean =>
        configDirectories(podOf(manifests, name)).includes('/opt/clearml/config')
      return unless(readers, (name) => !made || reads(name), String)
    },
    again: (manifests) => [
      ...manifests,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'clearml-config', labels: { 'app.kubernetes.io/component': 'config' } },
        data: { 'fileserver.conf': '' },
      },
    ],
  },
  {
    fault:
      'a fixed user has the key `admin`, which the open-source server refuses, and then has no users (7.3)',
    find: (manifests) =>
      ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data = {} }) =>
        Object.values(data).filter((text) => /"?admin"?\s*[:=]\s*true/i.test(text)),
      ),
    again: (manifests) =>
      changed(
        manifests,
        'ConfigMap/clearml-credentials',
        ['data', 'credentials.py'],
        '{"name": "x", "admin": True}',
      ),
  },
  {
    fault:
      'Kubernetes’ service links overwrite ClearML’s variables: ELASTIC_SERVICE_PORT=tcp://… (1.13, 7.3)',
    find: (manifests) =>
      unless(
        everyPod(manifests),
        ({ spec }) => spec.enableServiceLinks === false,
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'template', 'spec', 'enableServiceLinks'], undefined),
  },
  {
    fault: 'a server is given a store or server under a name that no Service has (4.3, #254)',
    find: (manifests, _, values) => {
      const elsewhere = ['elasticsearch', 'mongodb', 'redis'] as const
      const given = elsewhere.flatMap((of) =>
        values[of].enabled ? [] : storeAddresses(values, of).map(({ host }) => host),
      )
      const names = ofKind<Service>(manifests, 'Service').flatMap(({ metadata }) => {
        const within = `${metadata?.name}.${metadata?.namespace}.svc`
        return [metadata?.name, within, `${within}.cluster.local`]
      })
      const hosts = [
        ...variables(manifests).flatMap(({ name, value }) =>
          name.endsWith('_SERVICE_HOST') ? (value?.split(',') ?? []) : [],
        ),
        ...urls(manifests)
          .filter((url) => URL.canParse(url))
          .map((url) => new URL(url).hostname)
          .filter((host) => host.startsWith('clearml-') || host.includes('.svc')),
        ...pods(manifests).flatMap(({ main }) => scriptOf(main).match(/(?<=\$1"' ')[a-z0-9.-]+/g) ?? []),
      ]
      return unless([...new Set(hosts)], (host) => names.includes(host) || given.includes(host), String)
    },
    again: (manifests) => withEnv(manifests, API, 'CLEARML_ELASTIC_SERVICE_HOST', 'release-elastic-master'),
  },
  {
    fault: 'nginx does not start because an upstream has no Service with an address of its own (7.4)',
    about: 'server',
    find: (manifests) => {
      const env = envOf(podOf(manifests, 'webserver').main)
      const resolves = (url: string | undefined): boolean =>
        ofKind<Service>(manifests, 'Service').some(
          ({ metadata, spec }) =>
            spec?.clusterIP !== 'None' && url === `http://${metadata?.name}:${spec?.ports?.[0]?.port}`,
        )
      return unless(
        ['NGINX_APISERVER_ADDRESS', 'NGINX_FILESERVER_ADDRESS'],
        (name) => resolves(env[name]),
        (name) => `${name}=${env[name]}`,
      )
    },
    again: (manifests) => changed(manifests, 'Service/clearml-fileserver', ['spec', 'clusterIP'], 'None'),
  },
  {
    fault: 'a part that others wait for is switched off and still asked for (7.4)',
    about: 'server',
    find: (manifests, _, values) =>
      unless(
        components.filter((of) => !('enabled' in values[of]) || values[of].enabled),
        (name) => pods(manifests).some((pod) => pod.name === name),
        String,
      ),
    again: (manifests) => manifests.filter((manifest) => idOf(manifest) !== FILES),
  },
  {
    fault: 'a server starts before its stores answer and crashes in a loop, or waits for ever (1.11, 7.4)',
    about: 'server',
    find: (manifests) => {
      const expected: Readonly<Record<string, ReadonlyArray<string>>> = {
        apiserver: ["wait_for 'elasticsearch'", "wait_for 'mongodb'", "wait_for 'redis'"],
        fileserver: ["wait_for 'redis'", "wait_for 'apiserver'"],
        asyncdelete: ["wait_for 'mongodb'", "wait_for 'redis'", "wait_for 'fileserver'"],
      }
      return Object.entries(expected).flatMap(([name, waits]) => {
        const { main: container } = podOf(manifests, name)
        const bounded = /\[ "\$SECONDS" -lt [0-9]+ \] \|\|/.test(scriptOf(container))
        return bounded && `${waitsOf(container)}` === `${waits}` ? [] : [name]
      })
    },
    again: (manifests) =>
      changed(
        manifests,
        API,
        [...main, 'command', 2],
        'until curl http://clearml-elasticsearch; do sleep 5; done\n',
      ),
  },
  {
    fault: 'a configuration file changes and no pod notices (7.4): the checksum is missing',
    find: (manifests) =>
      unless(
        pods(manifests),
        (pod) => checksums(pod).length >= filesOf(manifests, pod).length,
        (pod) => `${pod.name}: ${filesOf(manifests, pod)}`,
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'template', 'spec', 'volumes', 5], {
        name: 'config',
        configMap: { name: 'clearml-config' },
      }),
  },
]
