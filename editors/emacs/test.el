;;; test.el --- Drives a batch Emacs with eglot through the server  -*- lexical-binding: t; -*-

;; emacs -Q --batch -L editors/emacs -l editors/emacs/test.el
;; ROWI is the program.

;;; Code:

;; Debian puts eglot beside the others of its packages.
(let ((default-directory "/usr/share/emacs/site-lisp/elpa/"))
  (when (file-directory-p default-directory)
    (normal-top-level-add-subdirs-to-load-path)))
;; what Emacs has built in, of older versions, must not be loaded first
(require 'seq)
(require 'project)
(require 'xref)
(require 'nxml-mode)
(require 'flymake)
(require 'rowi)
(require 'cl-lib)

(defun check (condition message)
  "Tell MESSAGE; leave with an error where CONDITION is nil."
  (princ (format "%s: %s\n" (if condition "ok" "not ok") message))
  (unless condition (kill-emacs 1)))

(defun wait-for (condition)
  "Run the loop until CONDITION holds, half a minute at most."
  (let ((end (+ (float-time) 30)) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    result))

(defconst text
  (concat "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<image schemaversion=\"8.5\" name=\"test\">\n"
          "    <description type=\"system\">\n        <author>A</author>\n        <contact>a@example.com</contact>\n"
          "        <specification>S</specification>\n    </description>\n    <profiles>\n"
          "        <profile name=\"Base\" description=\"b\"/>\n    </profiles>\n    <preferences>\n"
          "        <version>1.0.0</version>\n        <packagemanager>zypper</packagemanager>\n"
          "        <type image=\"tbz\"/>\n    </preferences>\n    <repository>\n        <source path=\"obs://a/b\"/>\n"
          "    </repository>\n    <packages type=\"bootstrap\" profiles=\"Base\">\n"
          "        <package nam=\"filesystem\"/>\n  </packages>\n\n</image>\n"))

(let* ((directory (make-temp-file "rowi-emacs" t))
       (file (expand-file-name "config.xml" directory))
       (eglot-sync-connect 30)
       (eglot-autoshutdown t)
       (project-find-functions (list (lambda (_) (cons 'transient directory)))))
  (setq rowi-program (or (getenv "ROWI") "rowi"))
  (with-temp-file file (insert text))
  (find-file file)
  (nxml-mode)
  (call-interactively #'eglot)
  (let ((server (wait-for #'eglot-current-server)))
    (check server "the server starts")
    (cl-flet ((ask (method params) (jsonrpc-request server method params))
              (at (string)
                (goto-char (point-min))
                (search-forward string)
                (eglot--TextDocumentPositionParams)))
      (check (wait-for #'flymake-diagnostics) "findings are shown")
      (check (cl-some (lambda (one) (string-match-p "unknown attribute" (flymake-diagnostic-text one)))
                      (flymake-diagnostics))
             "the misspelled attribute is among them")
      (let ((hover (ask :textDocument/hover (at "<packages"))))
        (check (string-match-p "packages" (plist-get (plist-get hover :contents) :value)) "hover explains an element"))
      (goto-char (point-min))
      (search-forward "</packages>\n")
      (insert "    <us")
      (eglot--signal-textDocument/didChange)
      (let* ((answer (ask :textDocument/completion (eglot--TextDocumentPositionParams)))
             (labels (mapcar (lambda (item) (plist-get item :label)) (plist-get answer :items))))
        (check (member "users" labels) "elements are completed"))
      (delete-region (line-beginning-position) (point))
      (eglot--signal-textDocument/didChange)
      (goto-char (point-min))
      (search-forward "<package nam")
      (let* ((position (plist-get (eglot--TextDocumentPositionParams) :position))
             (actions (ask :textDocument/codeAction
                           (list :textDocument (eglot--TextDocumentIdentifier)
                                 :range (list :start position :end position)
                                 :context (list :diagnostics []))))
             (fix (cl-find-if (lambda (action) (string-prefix-p "Rename to `name`" (plist-get action :title))) actions)))
        (check fix "a fix is offered")
        (eglot--apply-workspace-edit (plist-get fix :edit))
        (goto-char (point-min))
        (check (search-forward "<package name=\"filesystem\"/>" nil t) "and is applied"))
      (eglot--signal-textDocument/didChange)
      (at "profiles=\"Ba")
      (eglot-rename "Core")
      (goto-char (point-min))
      (check (and (search-forward "name=\"Core\"" nil t) (search-forward "profiles=\"Core\"" nil t))
             "a profile is renamed everywhere")
      (eglot--signal-textDocument/didChange)
      (eglot-format-buffer)
      (goto-char (point-min))
      (check (search-forward "\n    </packages>" nil t) "the layout is put right"))
    (set-buffer-modified-p nil)
    (eglot-shutdown server)
    (check (not (jsonrpc-running-p server)) "the server ends")))

;;; test.el ends here
