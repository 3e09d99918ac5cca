// CloudFront Function (cloudfront-js-2.0), on viewer requests of the default behaviour. A base URL that ends in a slash
// makes addresses that begin with two: `//api/gateway` is the API's `/api/gateway`, and a browser that asks for
// `//registerClient/…`, which no behaviour of a page has matched, is led to the page. Backslashes are slashes to browsers.
function handler(event) {
  const request = event.request
  const path = request.uri.replace(/^[/\\]{2,}/, '/')
  if (path === request.uri) return withoutToken(request)
  if ((request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/')) {
    return {
      statusCode: 308,
      statusDescription: 'Permanent Redirect',
      headers: { location: { value: path + queryOf(request.querystring) }, 'cache-control': { value: 'no-store' } }
    }
  }
  request.uri = path
  return request
}

// The token of a link to files goes on in a header: API Gateway's log has paths.
function withoutToken(request) {
  const found = /^\/s\/(link_[0-9a-f]{32})(?=\/|$)/.exec(request.uri)
  if (found === null) return request
  request.uri = request.uri.replace(found[1], '-')
  request.headers['x-share-token'] = { value: found[1] }
  return request
}

// CloudFront gives names and values as they were sent.
function queryOf(querystring) {
  const parts = []
  for (const name of Object.keys(querystring)) {
    const { value, multiValue } = querystring[name]
    for (const one of multiValue || [{ value }]) parts.push(`${name}=${one.value}`)
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
