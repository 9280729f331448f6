import { CACHE, SECURITY_HEADERS } from '../serve/headers.ts';

const HEADERS = Object.entries(SECURITY_HEADERS);
const NOTE = 'Written by `npm run generate` from scripts/serve/headers.ts; do not edit by hand.';

/** Server configurations with exactly the headers of scripts/serve/headers.ts, by file name under deploy/. */
export function deployFiles(): Readonly<Record<string, string>> {
  return { 'nginx.conf': nginx(), Caddyfile: caddy(), 'web.config': iis(), _headers: staticHost() };
}

function nginx(): string {
  // add_header in a location replaces the server's own list, so each location repeats all of them.
  const headers = (cache: string): string =>
    [...HEADERS, ['Cache-Control', cache] as const]
      .map(([name, value]) => `    add_header ${name} "${value}" always;`)
      .join('\n');
  return `# ${NOTE}
# A server block for nginx; put your certificate, name and folder in.
server {
  listen 443 ssl;
  server_name readroom.example;
  ssl_certificate /etc/ssl/readroom.pem;
  ssl_certificate_key /etc/ssl/readroom.key;
  root /srv/readroom/dist;
  default_type application/octet-stream;
  include mime.types;
  types {
    text/javascript js mjs;
    application/wasm wasm;
    font/woff2 woff2;
    application/manifest+json webmanifest;
  }

  location = / {
${headers(CACHE.page)}
    try_files /index.html =404;
  }
  location /assets/ {
${headers(CACHE.hashedAsset)}
    gzip on;
    gzip_types text/javascript text/css application/wasm;
    try_files $uri =404;
  }
  location /model-libs/ {
${headers(CACHE.model)}
    try_files $uri =404;
  }
  location = /models/catalog.json {
${headers(CACHE.model)}
    alias /srv/readroom/models/catalog.json;
  }
  location ~ "^/models/([a-z0-9][a-z0-9._-]*)/resolve/main/([A-Za-z0-9_][A-Za-z0-9_.-]*)$" {
${headers(CACHE.model)}
    alias /srv/readroom/models/$1/$2;
  }
  location / {
${headers(CACHE.page)}
    try_files $uri =404;
  }
}
`;
}

function caddy(): string {
  // Caddy runs the header directive without a matcher last, over those with one: so each cache rule has its own paths.
  return `# ${NOTE}
readroom.example {
	root * /srv/readroom/dist
	header {
${HEADERS.map(([name, value]) => `\t\t${name} \`${value}\``).join('\n')}
	}
	@page not path /assets/* /models/* /model-libs/*
	header @page Cache-Control "${CACHE.page}"
	header /assets/* Cache-Control "${CACHE.hashedAsset}"
	header /models/* Cache-Control "${CACHE.model}"
	header /model-libs/* Cache-Control "${CACHE.model}"
	@model path_regexp model ^/models/([a-z0-9][a-z0-9._-]*)/resolve/main/([A-Za-z0-9_][A-Za-z0-9_.-]*)$
	handle @model {
		root * /srv/readroom/models
		rewrite * /{re.model.1}/{re.model.2}
		file_server
	}
	handle_path /models/* {
		root * /srv/readroom/models
		@other not path /catalog.json
		error @other 404
		file_server
	}
	handle {
		file_server
	}
}
`;
}

function iis(): string {
  const xml = (value: string): string =>
    value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const cache = (path: string, value: string): string => `  <location path="${path}">
    <system.webServer>
      <httpProtocol>
        <customHeaders>
          <remove name="Cache-Control" />
          <add name="Cache-Control" value="${value}" />
        </customHeaders>
      </httpProtocol>
    </system.webServer>
  </location>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- ${NOTE}
     The site's folder is dist; models is a virtual folder beside it. Needs the URL Rewrite module. -->
<configuration>
  <system.webServer>
    <httpProtocol>
      <customHeaders>
        <remove name="X-Powered-By" />
${HEADERS.map(([name, value]) => `        <add name="${name}" value="${xml(value)}" />`).join('\n')}
        <add name="Cache-Control" value="${CACHE.page}" />
      </customHeaders>
    </httpProtocol>
    <staticContent>
      <remove fileExtension=".wasm" />
      <mimeMap fileExtension=".wasm" mimeType="application/wasm" />
      <remove fileExtension=".woff2" />
      <mimeMap fileExtension=".woff2" mimeType="font/woff2" />
      <remove fileExtension=".webmanifest" />
      <mimeMap fileExtension=".webmanifest" mimeType="application/manifest+json" />
      <remove fileExtension=".bin" />
      <mimeMap fileExtension=".bin" mimeType="application/octet-stream" />
      <remove fileExtension=".json" />
      <mimeMap fileExtension=".json" mimeType="application/json; charset=utf-8" />
    </staticContent>
    <rewrite>
      <rules>
        <rule name="model files" stopProcessing="true">
          <match url="^models/([a-z0-9][a-z0-9._-]*)/resolve/main/([A-Za-z0-9_][A-Za-z0-9_.-]*)$" ignoreCase="false" />
          <action type="Rewrite" url="models/{R:1}/{R:2}" />
        </rule>
      </rules>
    </rewrite>
  </system.webServer>
${cache('assets', CACHE.hashedAsset)}
${cache('models', CACHE.model)}
${cache('model-libs', CACHE.model)}
</configuration>
`;
}

function staticHost(): string {
  // Such hosts join the headers of every block that fits, so each header stands in one block only.
  return `# ${NOTE}
# For hosts that read a _headers file at the root of the site. Lay dist out with models/<id>/resolve/main/<file>.
/*
${HEADERS.map(([name, value]) => `  ${name}: ${value}`).join('\n')}
/assets/*
  Cache-Control: ${CACHE.hashedAsset}
/models/*
  Cache-Control: ${CACHE.model}
/model-libs/*
  Cache-Control: ${CACHE.model}
/
  Cache-Control: ${CACHE.page}
/index.html
  Cache-Control: ${CACHE.page}
/service-worker.js
  Cache-Control: ${CACHE.page}
/manifest.webmanifest
  Cache-Control: ${CACHE.page}
`;
}
