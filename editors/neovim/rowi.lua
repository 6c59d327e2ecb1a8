-- rowi in Neovim. From 0.11 on the editor knows servers by itself:
--
--   vim.lsp.config('rowi', require('rowi').config)
--   vim.lsp.enable('rowi')
--
-- Before that:
--
--   require('rowi').setup()

local rowi = {}

rowi.filetypes = { 'xml', 'kiwi', 'rnc', 'sh', 'toml' }
rowi.markers = { 'rowi.toml', 'config.xml', 'config.kiwi', '.git' }

rowi.config = {
  cmd = { 'rowi', 'lsp' },
  filetypes = rowi.filetypes,
  root_markers = rowi.markers,
}

-- The nearest directory above a file that has one of the markers; the file's own where there is none.
local function root(file)
  local own = vim.fn.fnamemodify(file, ':p:h')
  local directory = own
  while true do
    for _, marker in ipairs(rowi.markers) do
      if vim.loop.fs_stat(directory .. '/' .. marker) then
        return directory
      end
    end
    local above = vim.fn.fnamemodify(directory, ':h')
    if above == directory then
      return own
    end
    directory = above
  end
end

-- Whether the server has something to say about a file of this type and name.
local function serves(type, file)
  if type == 'xml' or type == 'kiwi' or type == 'rnc' then
    return true
  end
  local name = vim.fn.fnamemodify(file, ':t')
  local scripts = { ['config.sh'] = true, ['images.sh'] = true, ['disk.sh'] = true, ['post_bootstrap.sh'] = true }
  return name == 'rowi.toml' or scripts[name] or false
end

local clients = {}

-- Starts the server for the current buffer, or joins the one of its directory.
function rowi.attach(options)
  local file = vim.api.nvim_buf_get_name(0)
  if file == '' or not serves(vim.bo.filetype, file) then
    return
  end
  local directory = root(file)
  local id = clients[directory]
  if not id or not vim.lsp.get_client_by_id(id) then
    local own = options and options.on_attach
    local settings = vim.tbl_extend('force', {
      name = 'rowi',
      cmd = rowi.config.cmd,
      root_dir = directory,
      workspace_folders = { { uri = vim.uri_from_fname(directory), name = directory } },
    }, options or {})
    settings.on_attach = function(client, buffer)
      -- what Neovim's own plugin for XML puts there knows HTML only
      vim.api.nvim_buf_set_option(buffer, 'omnifunc', 'v:lua.vim.lsp.omnifunc')
      if own then
        own(client, buffer)
      end
    end
    id = vim.lsp.start_client(settings)
    clients[directory] = id
  end
  if id then
    vim.lsp.buf_attach_client(0, id)
  end
  return id
end

-- File types, and the server for each buffer of them. `options` go to `vim.lsp.start_client`.
function rowi.setup(options)
  local group = vim.api.nvim_create_augroup('rowi', { clear = true })
  vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
    group = group,
    pattern = '*.kiwi',
    callback = function()
      vim.bo.filetype = 'xml'
    end,
  })
  vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
    group = group,
    pattern = '*.rnc',
    callback = function()
      vim.bo.filetype = 'rnc'
    end,
  })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = rowi.filetypes,
    callback = function()
      rowi.attach(options)
    end,
  })
end

return rowi
