-- Opens a document, asks what an editor asks, and prints the answers as JSON. Arguments come through the environment.
local answers = {}
local node, server, file = vim.env.SERVER_NODE, vim.env.SERVER, vim.env.DOCUMENT

local function fail(why)
  io.stderr:write(why .. '\n')
  vim.cmd('cquit 1')
end

vim.cmd('edit ' .. vim.fn.fnameescape(file))
local id = vim.lsp.start_client({ name = 'swarmpki', cmd = { node, server, '--stdio' }, root_dir = vim.fn.fnamemodify(file, ':h') })
if not id then fail('the client does not start') end
local client = vim.lsp.get_client_by_id(id)
if not vim.wait(10000, function() return client.initialized end, 20) then fail('the server is not initialized') end
vim.lsp.buf_attach_client(0, id)

local document = { uri = vim.uri_from_bufnr(0) }
local function ask(method, params)
  params.textDocument = document
  local answer, problem = client.request_sync(method, params, 10000, 0)
  if not answer or answer.err then fail(method .. ': ' .. vim.inspect(problem or answer.err)) end
  return answer.result
end

answers.name = client.server_capabilities.hoverProvider and 'hovers'
answers.hover = ask('textDocument/hover', { position = { line = 1, character = 3 } })
answers.symbols = ask('textDocument/documentSymbol', {})

if not vim.wait(10000, function() return #vim.diagnostic.get(0) > 0 end, 20) then fail('no diagnostics are pushed') end
answers.diagnostics = vim.tbl_map(function(each)
  return { line = each.lnum, column = each.col, message = each.message, code = each.user_data and each.user_data.lsp.code }
end, vim.diagnostic.get(0))

local everything = { start = { line = 0, character = 0 }, ['end'] = { line = vim.fn.line('$'), character = 0 } }
local actions = ask('textDocument/codeAction', { range = everything, context = { diagnostics = {} } })
answers.actions = vim.tbl_map(function(each) return each.title end, actions)
for _, action in ipairs(actions) do
  if action.title == vim.env.ACTION then vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding or 'utf-16') end
end
answers.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n') .. '\n'

-- What was edited is pushed again.
if not vim.wait(10000, function() return #vim.diagnostic.get(0) == 0 end, 20) then fail('the diagnostics stay') end

client.stop()
vim.wait(5000, function() return client.is_stopped() end, 20)
answers.stopped = client.is_stopped()
print(vim.fn.json_encode(answers))
vim.cmd('qall!')
