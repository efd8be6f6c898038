// An OpenID Connect server (npm's oidc-provider) on this computer, all its state in memory. oidc_provider.py starts it:
// oidc-provider.mjs OPTIONS, JSON of what differs between tests. It prints a line when it listens.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { json } from "node:stream/consumers";

const { Provider, errors } = await import(`${process.env.MQ_NODE_MODULES}/oidc-provider/lib/index.js`);
const options = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${options.port}`;
const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });

const getClaims = (name) => ({ preferred_username: name, groups: options.groups[name] });

const provider = new Provider(issuer, {
  clients: [{
    client_id: options.client, application_type: "native", token_endpoint_auth_method: "none",
    redirect_uris: ["http://127.0.0.1/callback"], response_types: ["code"],
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
  }, {
    client_id: "service", client_secret: options.secret, redirect_uris: [], response_types: [], grant_types: [],
  }],
  clientDefaults: { id_token_signed_response_alg: "ES256" },
  jwks: { keys: [{ ...key, alg: "ES256", use: "sig", kid: randomUUID() }] },
  cookies: { keys: [randomUUID()] },
  // Those of a resource are its own.
  scopes: ["openid", "offline_access", ...options.is_opaque ? options.scopes : []],
  claims: { openid: ["sub", "preferred_username", "groups"] },
  findAccount: (_, name) => ({ accountId: name, claims: () => ({ sub: name, ...getClaims(name) }) }),
  extraTokenClaims: (_, token) => getClaims(token.accountId),
  ttl: { AccessToken: options.seconds },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    // It would say that refresh tokens are active, too, without saying that they are refresh tokens.
    introspection: {
      enabled: true,
      allowedPolicy: (_, client, token) => client.clientId === "service" && token.kind === "AccessToken",
    },
    resourceIndicators: {
      enabled: !options.is_opaque,
      defaultResource: (_, client, several) => several ?? (options.has_default_resource ? options.audience : undefined),
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => {
        if (resource !== options.audience)
          throw new errors.InvalidTarget();
        return { scope: options.scopes.join(" "), audience: resource, accessTokenTTL: options.seconds,
                 accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } } };
      },
    },
  },
});

/* What a person answers to a page of the provider: {"name": who it is, "refuses": scopes}. */
async function answer (request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  const { name, refuses } = await json(request);
  const result = {};

  if (prompt.name === "consent") {
    const grant = (grantId && await provider.Grant.find(grantId))
      || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const scopes = prompt.details.missingOIDCScope ?? [];
    grant.addOIDCScope(scopes.filter((scope) => !refuses.includes(scope)).join(" "));
    grant.rejectOIDCScope(scopes.filter((scope) => refuses.includes(scope)).join(" "));
    for (const [resource, own] of Object.entries(prompt.details.missingResourceScopes ?? {}))
      grant.addResourceScope(resource, own.join(" "));
    result.consent = { grantId: await grant.save() };
  } else {
    result.login = { accountId: name };
  }

  await provider.interactionFinished(request, response, result);
}

const callback = provider.callback();
const server = (await import("node:http")).createServer((request, response) => {
  if (request.method === "POST" && request.url.startsWith("/interaction/"))
    answer(request, response).catch((error) => { console.error(error); response.writeHead(500).end(String(error)); });
  else
    callback(request, response);
});
provider.on("server_error", (_, error) => console.error(error));
server.listen(options.port, "127.0.0.1", () => console.log(issuer));
