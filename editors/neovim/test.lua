-- Drives a headless Neovim through the server: nvim --headless --clean -l is not known to old ones, so
--   nvim --headless --clean -c 'luafile editors/neovim/test.lua'
-- ROWI is the program.

local function fail(message)
  io.stderr:write('not ok: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function check(condition, message)
  if condition then
    io.stdout:write('ok: ' .. message .. '\n')
  else
    fail(message)
  end
end

local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
package.path = here .. '/?.lua;' .. package.path
local rowi = require('rowi')

local function run()
  local directory = vim.fn.tempname()
  vim.fn.mkdir(directory, 'p')
  local file = directory .. '/config.xml'
  vim.fn.writefile({
    '<?xml version="1.0" encoding="utf-8"?>',
    '<image schemaversion="8.5" name="test">',
    '    <description type="system">',
    '        <author>A</author>',
    '        <contact>a@example.com</contact>',
    '        <specification>S</specification>',
    '    </description>',
    '    <profiles>',
    '        <profile name="Base" description="b"/>',
    '    </profiles>',
    '    <preferences>',
    '        <version>1.0.0</version>',
    '        <packagemanager>zypper</packagemanager>',
    '        <type image="tbz"/>',
    '    </preferences>',
    '    <repository>',
    '        <source path="obs://a/b"/>',
    '    </repository>',
    '    <packages type="bootstrap" profiles="Base">',
    '        <package nam="filesystem"/>',
    '    </packages>',
    '',
    '</image>',
  }, file)
  rowi.setup({ cmd = { vim.env.ROWI or 'rowi', 'lsp' } })
  vim.cmd('edit ' .. file)
  local id = rowi.attach()
  check(id ~= nil, 'the server starts')
  check(
    vim.wait(30000, function()
      return #vim.diagnostic.get(0) > 0
    end),
    'findings are shown'
  )
  local found = vim.diagnostic.get(0)
  local named = false
  for _, one in ipairs(found) do
    named = named or (one.code == 'unknown-attribute' and one.lnum == 19 and one.source == 'rowi')
  end
  check(named, 'the misspelled attribute is among them, where it stands')

  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(0, method, params, 30000)
    local _, answer = next(answers or {})
    return answer and answer.result
  end

  vim.api.nvim_win_set_cursor(0, { 22, 0 })
  vim.api.nvim_set_current_line('    <us')
  vim.api.nvim_win_set_cursor(0, { 22, 6 })
  local params = vim.lsp.util.make_position_params()
  params.position.character = 7
  local items = ask('textDocument/completion', params)
  local users
  for _, item in ipairs(items and items.items or {}) do
    users = item.label == 'users' and item or users
  end
  check(users ~= nil, 'elements are completed')
  check(ask('completionItem/resolve', users).documentation ~= nil, 'with their documentation')
  vim.api.nvim_set_current_line('')

  vim.api.nvim_win_set_cursor(0, { 19, 7 })
  local hover = ask('textDocument/hover', vim.lsp.util.make_position_params())
  check(hover and hover.contents.value:find('packages') ~= nil, 'hover explains an element')

  vim.api.nvim_win_set_cursor(0, { 20, 18 })
  local range = vim.lsp.util.make_range_params()
  range.context = { diagnostics = {} }
  local actions = ask('textDocument/codeAction', range)
  local fix
  for _, action in ipairs(actions or {}) do
    fix = action.title:find('^Rename to `name`') and action or fix
  end
  check(fix ~= nil, 'a fix is offered')
  local encoding = vim.lsp.get_client_by_id(id).offset_encoding or 'utf-16'
  local edit = fix.edit or ask('codeAction/resolve', fix).edit
  vim.lsp.util.apply_workspace_edit(edit, encoding)
  check(vim.api.nvim_buf_get_lines(0, 19, 20, false)[1]:find('name="filesystem"') ~= nil, 'and is applied')
  check(
    vim.wait(30000, function()
      for _, one in ipairs(vim.diagnostic.get(0)) do
        if one.code == 'unknown-attribute' then
          return false
        end
      end
      return true
    end),
    'the finding goes away'
  )

  vim.api.nvim_win_set_cursor(0, { 19, 42 })
  local rename = vim.lsp.util.make_position_params()
  rename.newName = 'Core'
  vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', rename), encoding)
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  check(text:find('name="Core"') and text:find('profiles="Core"'), 'a profile is renamed everywhere')
  local definition = ask('textDocument/definition', vim.lsp.util.make_position_params())
  check(definition and definition[1].range.start.line == 8, 'and found from where it is mentioned')

  vim.api.nvim_buf_set_lines(0, 20, 21, false, { '  </packages>' })
  local format = vim.lsp.util.make_formatting_params({ tabSize = 4, insertSpaces = true })
  vim.lsp.util.apply_text_edits(ask('textDocument/formatting', format), 0, encoding)
  check(vim.api.nvim_buf_get_lines(0, 20, 21, false)[1] == '    </packages>', 'the layout is put right')

  vim.lsp.stop_client(id)
  check(
    vim.wait(10000, function()
      return vim.lsp.get_client_by_id(id) == nil
    end),
    'the server ends'
  )
end

local ok, problem = pcall(run)
if not ok then
  fail(problem)
end
vim.cmd('qall!')
