/** The table of the core's values. An overlay's own values have their own table, under the overlay's name. */
import { auth } from './auth.js'
import * as codec from './codec.js'
import { components } from './components.js'
import { config } from './config.js'
import { identity } from './identity.js'
import { imageRegistry } from './image.js'
import { annotations, labels } from './label.js'
import { networkPolicies } from './networkPolicies.js'
import { proxy } from './proxy.js'
import { retention } from './retention.js'
import {
  boolean,
  group,
  type InputOf,
  integer,
  oneOf,
  optionalOneOf,
  optionalText,
  text,
  textList,
  texts,
  type ValueOf,
} from './schema.js'
import { size } from './sizes.js'
import { trust } from './trust.js'
import { watchdog } from './watchdog.js'
import { placement } from './workload.js'

export const table = group('Values of a ClearML installation.', {
  version: oneOf(
    ['2.4.0', '2.3.0'],
    '2.4.0',
    'ClearML Server version. It selects the images of the stores that belong to it.',
    '2.3.0',
  ),
  size,
  server: group('ClearML Server itself.', {
    enabled: boolean(
      true,
      'Whether the stream installs it. `false`: only what overlays add, such as agents of a server elsewhere.',
    ),
  }),
  namespace: group(
    'The namespace of everything.',
    {
      name: text('clearml', 'Its name.', 'ml', codec.dnsLabel),
      create: boolean(true, 'Whether the stream makes it.'),
      labels: texts(
        {},
        'Extra labels, such as those of Pod Security.',
        { 'pod-security.kubernetes.io/enforce': 'baseline' },
        labels,
      ),
      annotations: texts({}, 'Extra annotations.', { 'example.com/owner': 'ml' }, annotations),
    },
    'name',
  ),
  domain: optionalText(
    'Parent domain of the public hosts: app.DOMAIN, api.DOMAIN, files.DOMAIN.',
    'clearml.example.com',
    codec.dnsName,
  ),
  urls: group('Public URLs, where they do not follow from `domain` or from how the server is exposed.', {
    web: optionalText('URL of the web UI.', 'https://clearml.example.com', codec.url),
    api: optionalText('URL of the API.', 'https://clearml-api.example.com', codec.url),
    files: optionalText(
      'URL of the fileserver. ClearML writes it into stored data: choose it once.',
      'https://clearml-files.example.com',
      codec.url,
    ),
    otherFiles: textList(
      'Further URLs under which stored data names this fileserver (former hosts): their files are deleted too.',
      ['http://10.0.0.7:8081'],
      codec.url,
    ),
    portForward: boolean(
      false,
      'Where nothing else gives URLs: those of `kubectl port-forward`, on localhost.',
    ),
    scheme: optionalOneOf(
      ['http', 'https'],
      'Scheme of the URLs that follow from `domain`. Default: https where the ingress has TLS, else http.',
      'https',
    ),
  }),
  auth,
  config,
  watchdog,
  retention,
  imageRegistry: optionalText(
    'Registry (and path) that every image is taken from instead, under its own name.',
    'registry.example.com/mirror',
    imageRegistry,
  ),
  imagePullSecrets: textList('Names of the Secrets to pull images with.', ['registry-key'], codec.dnsName),
  trust,
  proxy,
  identity,
  labels: texts({}, 'Labels of every object and pod; never in a selector.', { team: 'ml' }, labels),
  annotations: texts(
    {},
    'Annotations of every object.',
    { 'example.com/contact': 'ml@example.com' },
    annotations,
  ),
  pods: group(
    "Placement of every pod. A component's own nodeSelector is laid over this one and its tolerations are added; its other values replace these.",
    placement,
  ),
  networkPolicies,

  ...components,
  start: group('How the server waits for what it needs.', {
    waitSeconds: integer(
      600,
      'How long a start command waits for stores and the API server before it gives up and is restarted.',
      300,
      10,
      86400,
    ),
  }),
})

/** The decoded values of the core. */
export type Values = ValueOf<typeof table>
/** What users write: any part of the values; a bare name stands for `namespace.name`. */
export type ValuesInput = Omit<InputOf<Values>, 'namespace'> & {
  readonly namespace?: string | InputOf<Values['namespace']> | null
}
