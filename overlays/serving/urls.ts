/** Where requests for models go. */
import type { Values } from '../../src/index.js'
import { certificateOf } from '../expose/controllers.js'
import { addressOf } from './names.js'
import { own } from './table.js'

/** The path of every endpoint. Source: `clearml_serving/serving/main.py`. */
const SERVE = '/serve'

/** `https` where the Ingress has a TLS Secret or names a certificate, or where TLS ends in front of it. */
const schemeOf = (values: Values): 'http' | 'https' => {
  const { controller, annotations, tlsSecret } = own(values).inference.ingress
  const isTls = tlsSecret !== null || certificateOf(controller, annotations) !== null
  return isTls ? 'https' : (values.urls.scheme ?? 'http')
}

/** The URL below which clients outside find endpoints; `null` without an Ingress. */
export const publicServeUrl = (values: Values): string | null => {
  const { host } = own(values).inference.ingress
  return host === null ? null : `${schemeOf(values)}://${host}${SERVE}`
}

/** The URL below which models find other models. */
export const baseServeUrl = (values: Values): string =>
  own(values).defaultBaseServeUrl ?? publicServeUrl(values) ?? `http://${addressOf('inference')}${SERVE}`
