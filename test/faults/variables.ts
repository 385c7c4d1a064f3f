/** Faults of the form of variables. */
import { changed, everyPod, withEnv } from '../support/objects.js'
import { type Fault, unless } from './fault.js'
import { json, show, variables } from './texts.js'

const API = 'Deployment/clearml-apiserver'
const WEB = 'Deployment/clearml-webserver'
const main = ['spec', 'template', 'spec', 'containers', 0]

export const variableFaults: ReadonlyArray<Fault> = [
  {
    fault: 'a variable is set twice, and the second value wins unseen (#322)',
    find: (manifests) =>
      everyPod(manifests).flatMap(({ name, containers }) =>
        containers.flatMap(({ env = [] }) =>
          unless(
            env,
            (one) => env.filter((other) => other.name === one.name).length === 1,
            (one) => `${name}: ${one.name}`,
          ),
        ),
      ),
    again: (manifests) =>
      changed(manifests, API, [...main, 'env', 20], { name: 'CLEARML_REDIS_SERVICE_HOST', value: 'x' }),
  },
  {
    fault: 'a string that ClearML parses as HOCON is not quoted (1.12)',
    find: (manifests) =>
      unless(
        variables(manifests).filter(({ name }) => name.startsWith('CLEARML__')),
        ({ value }) => json(value) !== undefined,
        show,
      ),
    again: (manifests) =>
      withEnv(manifests, API, 'CLEARML__apiserver__auth__cookies__domain', '.example.com'),
  },
  {
    fault: 'a fixed *_SERVICE_* variable is quoted, although it is taken as it is (1.13)',
    find: (manifests) =>
      unless(
        variables(manifests).filter(({ name }) => /_SERVICE_(HOST|PORT)$/.test(name)),
        // Of a store elsewhere it may be several hosts.
        ({ name, value }) => (name.endsWith('_PORT') ? /^[0-9]+$/ : /^[a-z][a-z0-9.,-]*$/).test(value ?? ''),
        show,
      ),
    again: (manifests) => withEnv(manifests, API, 'CLEARML_REDIS_SERVICE_HOST', '"clearml-redis"'),
  },
  {
    fault: 'a WEBSERVER__ value is not JSON and ends the container (1.3)',
    find: (manifests) =>
      unless(
        variables(manifests).filter(({ name }) => name.startsWith('WEBSERVER__')),
        ({ value }) => json(value) !== undefined,
        show,
      ),
    again: (manifests) => withEnv(manifests, WEB, 'WEBSERVER__fileBaseUrl', 'https://files.example.com/'),
  },
  {
    fault: 'a WEBSERVER__ key begins with a letter that the image strips (1.3)',
    find: (manifests) =>
      unless(
        variables(manifests).filter(({ name }) => name.startsWith('WEBSERVER__')),
        ({ name }) => /^WEBSERVER__[a-z]/.test(name),
        show,
      ),
    again: (manifests) => withEnv(manifests, WEB, 'WEBSERVER__RESET', 'true'),
  },
  {
    fault: 'a variable takes its value from a Secret, whose characters crash the HOCON parser (7.3)',
    about: 'server',
    find: (manifests) =>
      unless(
        variables(manifests),
        // Passwords of stores elsewhere are in variables that are taken as they are.
        ({ name, valueFrom }) =>
          valueFrom?.secretKeyRef === undefined || /^CLEARML_[A-Z]+_SERVICE_PASSWORD$/.test(name),
        show,
      ),
    again: (manifests) =>
      changed(manifests, API, [...main, 'env', 0], {
        name: 'CLEARML__secure__auth__token_secret',
        valueFrom: { secretKeyRef: { name: 'clearml-conf', key: 'token' } },
      }),
  },
  {
    fault: 'CLEARML_USE_GUNICORN=false turns gunicorn on (7.3)',
    find: (manifests) =>
      unless(
        variables(manifests).filter(({ name }) => /GUNICORN/.test(name)),
        // It is a value, which says true or nothing; the number of workers stands beside it.
        ({ name, value = '' }) =>
          name === 'CLEARML_GUNICORN_WORKERS' ? /^\d+$/.test(value) : value === 'true',
        show,
      ),
    again: (manifests) => withEnv(manifests, API, 'CLEARML_USE_GUNICORN', 'false'),
  },
]
