// Jest needs no compiler: Node strips the types itself, line for line, so stack traces stay true.
import { stripTypeScriptTypes } from 'node:module';

export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
